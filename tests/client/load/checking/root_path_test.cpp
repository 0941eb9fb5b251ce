#include "client/load/checking/root_path.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::load::checking {
namespace {

struct row {
  std::string_view target;
  std::optional<std::string> path;
};

TEST_CASE("root path: a target names a file beneath the root, or none") {
  const std::vector<row> table{
      {"/", "index.html"},
      {"/?a=/b", "index.html"},
      {"/a.txt", "a.txt"},
      {"/a/b/", "a/b/index.html"},
      {"/a%20b/%C3%A9?x", "a b/\xC3\xA9"},
      {"/100%25.txt", "100%.txt"},
      {"/%2561", "%61"},
      {"//a///b", "a/b"},
      {"/a/./b/../c", "a/c"},
      {"/a/..", "index.html"},
      {"/a/.", "a/index.html"},
      {"/a%2Fb", "a/b"},
      {"/..", std::nullopt},
      {"/a/../../b", std::nullopt},
      {"/%2e%2e/b", std::nullopt},
      {"/a%", std::nullopt},
      {"/a%2", std::nullopt},
      {"/a%zz", std::nullopt},
      {"/a%00b", std::nullopt},
      {"", std::nullopt},
      {"*", std::nullopt},
      {"a", std::nullopt},
  };
  for (const auto& [target, path] : table) {
    CAPTURE(target);
    CHECK(root_path(target) == path);
  }
}

}  // namespace
}  // namespace synfin::load::checking
