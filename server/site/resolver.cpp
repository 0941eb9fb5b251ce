#include "server/site/resolver.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "server/site/description.hpp"
#include "server/site/file_forms.hpp"
#include "server/site/folder_contents.hpp"
#include "server/site/guarding.hpp"
#include "server/site/rules/bundle_folder.hpp"

namespace synfin::server::site {

using http::status;

namespace {

bool is_folder(std::string_view path) noexcept { return path.ends_with('/'); }

bool absent(status why) noexcept { return why == status::not_found || why == status::moved_permanently; }

std::unexpected<dead_end> ended(status why, std::string moved_to = {}) {
  return std::unexpected(dead_end{why, std::move(moved_to)});
}

/// Is the file in a bundler's folder, and its name of the bundler's making? The folder is noted: it may change.
bool is_bundled(const resolving& by, resource& found) {
  const std::size_t name = found.file.rfind('/') + 1;
  if (!by.of.settings.fingerprints || !rules::has_bundle_form(std::string_view(found.file).substr(name))) return false;
  const std::string folder = found.file.substr(1, name - 1);
  look_and_note(by, folder, found);
  return rules::is_bundle(names_in(by.root, folder));
}

/// Everything that an answer needs to know of a file whose forms have been found.
void finish(const resolving& by, std::string_view asked, resource& found) {
  const auto kind = is_bundled(by, found) ? rules::answer_kind::bundled_file : rules::answer_kind::file;
  const rules::subject what{asked, found.file};
  found.guard = guard_of(by.of, asked, found);
  const described answer{by.of, what, kind, found.guard != nullptr};
  for (representation_ptr& form : found.forms) {
    auto whole = std::make_shared<representation>(*form);
    whole->fields = describe(answer, found, *form);
    form = std::move(whole);
  }
}

/// The search for what one path leads to: what it looks at gathers in one resource.
class path_search {
 public:
  path_search(const resolving& by, std::string_view asked) noexcept : by_(by), asked_(asked) {}

  std::expected<resource, dead_end> file(std::string_view path);
  std::expected<resource, dead_end> folder(std::string_view path);

 private:
  std::expected<void, status> try_file(const std::string& relative);
  std::expected<resource, dead_end> found();
  std::expected<resource, dead_end> listing(const std::string& relative);

  const resolving& by_;
  std::string_view asked_;
  resource into_;
};

std::expected<void, status> path_search::try_file(const std::string& relative) {
  // What was looked at before stays noted: it decides, too, what the path leads to.
  into_.forms.clear();
  into_.varies = false;
  into_.awaits = nullptr;
  into_.inflates = nullptr;
  return find_forms(by_, relative, into_);
}

std::expected<resource, dead_end> path_search::found() {
  finish(by_, asked_, into_);
  return std::move(into_);
}

/// A clean URL's file comes before a folder of that name.
std::expected<resource, dead_end> path_search::file(std::string_view path) {
  const std::string relative(path.substr(1));
  const auto exactly = try_file(relative);
  if (exactly) return found();
  if (!absent(exactly.error())) return ended(exactly.error());
  if (by_.of.settings.clean_urls && try_file(relative + ".html")) return found();
  if (exactly.error() != status::moved_permanently) return ended(status::not_found);
  // Where a rewrite has led here the peer may have asked with a slash already; and it never learns of the other path.
  if (asked_.ends_with('/')) return folder(std::string(path) + '/');
  return ended(status::moved_permanently, std::string(asked_) + '/');
}

std::expected<resource, dead_end> path_search::folder(std::string_view path) {
  const std::string relative(path.substr(1));
  for (const std::string& name : by_.of.settings.index) {
    const auto index = try_file(relative + name);
    if (index) return found();
    if (!absent(index.error())) return ended(index.error());
  }
  if (by_.of.settings.listing) {
    if (auto listed = listing(relative); listed || listed.error().status != status::not_found) return listed;
  }
  if (relative.empty() || !asked_.ends_with('/') || asked_ == "/") return ended(status::not_found);
  const std::string without = relative.substr(0, relative.size() - 1);
  const bool clean = by_.of.settings.clean_urls;
  if (!try_file(without) && !(clean && try_file(without + ".html"))) return ended(status::not_found);
  return ended(status::moved_permanently, std::string(asked_.substr(0, asked_.size() - 1)));
}

std::expected<resource, dead_end> path_search::listing(const std::string& relative) {
  const auto seen = look_and_note(by_, relative, into_);
  if (!seen || seen->what != found_file::kind::folder) return ended(status::not_found);
  auto contents = read_folder(by_.root, relative);
  if (!contents) return ended(contents.error());
  into_.file = "/" + relative;
  into_.forms.clear();
  // Names, sizes and times tell something too: what has another guard than the folder is not shown.
  const config::auth_rule* const guard = guard_of(by_.of, into_.file);
  std::erase_if(contents->entries, [&](const listed_entry& each) {
    const config::auth_rule* const its = guard_of(by_.of, into_.file + each.name + (each.folder ? "/" : ""));
    return its != nullptr && its != guard;
  });
  into_.listing = std::make_shared<const listed_folder>(*std::move(contents));
  into_.guard = guard_of(by_.of, asked_, into_);
  into_.lasting = false;  // what is in a folder changes without a trace in the folder
  return std::move(into_);
}

}  // namespace

std::expected<resource, dead_end> resolve(const resolving& by, std::string_view path) {
  const auto rewritten = by.of.rules.rewrites.rewrite(path);
  const std::string_view served = rewritten ? std::string_view(*rewritten) : path;
  path_search search(by, path);
  return is_folder(served) ? search.folder(served) : search.file(served);
}

std::expected<resource, dead_end> resolve_file(const resolving& by, std::string_view relative) {
  resource found;
  if (const auto forms = find_forms(by, std::string(relative), found); !forms) return ended(forms.error());
  finish(by, found.file, found);
  return found;
}

}  // namespace synfin::server::site
