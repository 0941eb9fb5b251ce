#include "server/site/guarding.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace synfin::server::site {
namespace {

using names = std::vector<std::string>;

constexpr std::string_view page_extension = ".html";

void add(names& all, std::string name) {
  if (std::ranges::find(all, name) == all.end()) all.push_back(std::move(name));
}

/// `name` and the folder that it is the index of.
void add_with_folder(names& all, const host& of, const std::string& name) {
  add(all, name);
  const std::size_t slash = name.rfind('/');
  const bool index = std::ranges::find(of.settings.index, name.substr(slash + 1)) != of.settings.index.end();
  if (index) add(all, name.substr(0, slash + 1));
  if (of.settings.clean_urls && name.ends_with(page_extension))
    add(all, name.substr(0, name.size() - page_extension.size()));
}

/// What stands at `path` under all names that it can be asked for by, the one that only leads to it included: with a
/// slash too few or too many.
void add_names(names& all, const host& of, std::string_view path) {
  const std::string name(path);
  if (name.size() > 1) add(all, name.ends_with('/') ? name.substr(0, name.size() - 1) : name + '/');
  add_with_folder(all, of, name);
  for (const coding each : all_codings) {
    const std::string_view extension = extension_of(each);
    if (of.settings.sidecars && !extension.empty() && path.ends_with(extension))
      add_with_folder(all, of, name.substr(0, name.size() - extension.size()));
  }
}

}  // namespace

const config::auth_rule* guard_of(const host& of, std::string_view path) {
  if (of.rules.guards.empty()) return nullptr;
  names all;
  add_names(all, of, path);
  return of.rules.guards.guard(all);
}

const config::auth_rule* guard_of(const host& of, std::string_view asked, const resource& found) {
  if (of.rules.guards.empty()) return nullptr;
  names all;
  add_names(all, of, asked);
  add_names(all, of, found.file);
  // The files beside it that answer for it have names of their own.
  for (const representation_ptr& form : found.forms) add(all, found.file + std::string(extension_of(form->coded)));
  return of.rules.guards.guard(all);
}

}  // namespace synfin::server::site
