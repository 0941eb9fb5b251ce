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

void add_without(names& all, const std::string& name, std::string_view ending) {
  if (name.ends_with(ending)) add(all, name.substr(0, name.size() - ending.size()));
}

/// The other names of what stands at `name`: with a slash too few or too many, the folder that it is the index of, the
/// file that it is a coding of, the clean URL.
void add_others(names& all, const host& of, const std::string& name) {
  if (name.size() > 1) add(all, name.ends_with('/') ? name.substr(0, name.size() - 1) : name + '/');
  const std::size_t slash = name.rfind('/');
  const bool index = std::ranges::find(of.settings.index, name.substr(slash + 1)) != of.settings.index.end();
  if (index) add(all, name.substr(0, slash + 1));
  if (of.settings.clean_urls) add_without(all, name, page_extension);
  for (const coding each : all_codings) {
    if (of.settings.sidecars && each != coding::identity) add_without(all, name, extension_of(each));
  }
}

/// All names that follow from those that are known. Each but the slash is shorter, so this ends.
void complete(names& all, const host& of) {
  for (std::size_t at = 0; at < all.size(); ++at) add_others(all, of, std::string(all[at]));
}

}  // namespace

const config::auth_rule* guard_of(const host& of, std::string_view path) {
  if (of.rules.guards.empty()) return nullptr;
  names all{std::string(path)};
  complete(all, of);
  return of.rules.guards.guard(all);
}

const config::auth_rule* guard_of(const host& of, std::string_view asked, const resource& found) {
  if (of.rules.guards.empty()) return nullptr;
  names all{std::string(asked)};
  add(all, found.file);
  // The files beside it that answer for it have names of their own.
  for (const representation_ptr& form : found.forms) add(all, found.file + std::string(extension_of(form->coded)));
  complete(all, of);
  return of.rules.guards.guard(all);
}

}  // namespace synfin::server::site
