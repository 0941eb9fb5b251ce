#include "server/site/files/file_version.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include "common/descriptor.hpp"
#include "tests/support/held.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;

file_version version_at(const test::temp_site& site, std::string_view relative) {
  const descriptor file(::open(site.at(relative).c_str(), O_RDONLY | O_CLOEXEC));
  return test::held(version_of(file.raw()));
}

TEST_CASE("a version is another one after any change, although size and time be the same") {
  const test::temp_site site;
  site.write("a.txt", "same");
  site.set_modified("a.txt", wall_seconds{1s});
  const file_version before = version_at(site, "a.txt");
  CHECK(before == version_at(site, "a.txt"));
  CHECK(before.size == 4);
  CHECK(before.modified_ns == 1'000'000'000);
  // The kernel's stamps are some milliseconds wide.
  while (version_at(site, "a.txt") == before) {
    site.write("a.txt", "diff");
    site.set_modified("a.txt", wall_seconds{1s});
  }
  CHECK(version_at(site, "a.txt").modified_ns == before.modified_ns);
  CHECK(file_version_hash{}(version_at(site, "a.txt")) != file_version_hash{}(before));
}

TEST_CASE("a version is settled once a later change must carry another stamp") {
  const file_version seen{.changed_ns = 5'000'000'000};
  CHECK_FALSE(settled(seen, wall::time_point{5s}));
  CHECK_FALSE(settled(seen, wall::time_point{5s + 50ms}));
  CHECK_FALSE(settled(seen, wall::time_point{4s}));
  CHECK(settled(seen, wall::time_point{6s}));
}

TEST_CASE("only regular files have a version to speak of") {
  const descriptor folder(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  CHECK_FALSE(version_of(folder.raw()));
  CHECK_FALSE(version_of(-1));
}

}  // namespace
}  // namespace synfin::server::site
