#include "config/site_keys.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

problem file_name_problem(std::string_view text) {
  if (text.empty() || text == "." || text == "..") return "not a file name";
  if (text.contains('/') || text.contains('\0')) return "not the name of a file in the folder itself";
  return std::nullopt;
}

/// No segment is empty or leads up: what is named is below the root, however it is read.
problem page_problem(std::string_view text) {
  while (true) {
    const auto segment = text.substr(0, text.find('/'));
    if (segment.empty() || segment == "." || segment == "..") {
      return "not the path of a page below the root (like index.html)";
    }
    if (segment.size() == text.size()) return std::nullopt;
    text.remove_prefix(segment.size() + 1);
  }
}

}  // namespace

// clang-format off
std::vector<server_key> site_keys(site_settings& s) {
  return {
    {"site.root", "--root", "DIR", "folder to serve", text_setting{&s.root, ""}},
    {"site.index", "--index", "FILE", "what a folder's own URL gives, repeatable: the first that exists", list_setting{&s.index, 0, file_name_problem}},
    {"site.spa", "--spa", "FILE", "single-page app: paths without a file give this page; the flag alone: index.html", text_setting{&s.spa, "off", page_problem}, "index.html"},
    {"site.listing", "--listing", "", "list folders that have no index", switch_setting{&s.listing}},
    {"site.clean_urls", "--clean-urls", "", "/about gives about.html", switch_setting{&s.clean_urls}},
    {"site.symlinks", "--symlinks", "never|beneath|always", "symbolic links to follow; beneath: relative ones that stay below the root", choice_of(s.symlinks, {"never", "beneath", "always"})},
    {"site.sidecars", "", "", "FILE.br, FILE.zst and FILE.gz are FILE in that coding", switch_setting{&s.sidecars}},
    {"site.compress", "--compress", "true|false", "compress once, in the background, what compresses well", switch_setting{&s.compress}},
    {"site.fingerprints", "", "", "names that hold a hash of the content are cached for ever", switch_setting{&s.fingerprints}},
    {"site.security_headers", "--security-headers", "", "send the preset of security headers", switch_setting{&s.security_headers}},
  };
}
// clang-format on

}  // namespace synfin::config
