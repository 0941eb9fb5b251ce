#include "server/site/exposure.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace synfin::server::site {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& part) { return part.native().starts_with('.') && part != ".well-known"; }

bool serves(const host& of, const fs::path& file) {
  std::error_code problem;
  const fs::path root = fs::canonical(of.settings.root, problem);
  if (problem) return false;  // said by whoever opens it
  const auto [rest_of_root, rest] = std::ranges::mismatch(root, file);
  return rest_of_root == root.end() && std::none_of(rest, file.end(), is_hidden);
}

}  // namespace

const host* served_by(const host_table& hosts, const std::string& path) {
  std::error_code problem;
  const fs::path file = fs::canonical(path, problem);
  if (problem) return nullptr;
  const auto found = std::ranges::find_if(hosts.hosts(), [&](const host& each) { return serves(each, file); });
  return found == hosts.hosts().end() ? nullptr : &*found;
}

}  // namespace synfin::server::site
