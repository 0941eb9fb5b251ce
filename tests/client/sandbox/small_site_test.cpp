#include "client/sandbox/small_site.hpp"

#include <filesystem>
#include <string>
#include <utility>

#include <doctest/doctest.h>

namespace synfin::sandbox {
namespace {

namespace fs = std::filesystem;

TEST_CASE("small site: it is there as long as its owner, wherever that was moved, and not longer") {
  std::string folder;
  {
    auto made = small_site::make();
    REQUIRE(made.has_value());
    const small_site kept = std::move(*made);
    folder = kept.folder();
    CHECK(fs::file_size(fs::path(folder) / "large.bin") == 1 << 20);
    CHECK(fs::file_size(fs::path(folder) / "index.html") > 0);
  }
  CHECK_FALSE(fs::exists(folder));
}

}  // namespace
}  // namespace synfin::sandbox
