#include "server/site/files/change_watch.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <filesystem>
#include <string_view>

#include "common/descriptor.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

descriptor open_folder(const test::temp_site& site, std::string_view relative) {
  return descriptor(::open(site.at(relative).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

using news = change_watch::news;

TEST_CASE("changes in watched folders are told once") {
  const test::temp_site site;
  site.write("a.txt", "a");
  site.write("docs/b.txt", "b");
  change_watch watch;
  REQUIRE(watch.waiting() >= 0);
  watch.watch(open_folder(site, "").raw(), "");
  watch.watch(open_folder(site, "docs").raw(), "docs/");
  CHECK(watch.watches(""));
  CHECK(watch.watches("docs/"));
  CHECK_FALSE(watch.watches("docs"));
  CHECK(watch.collect() == news::none);

  site.write("a.txt", "more");
  CHECK(watch.collect() == news::files);
  site.replace("docs/b.txt", "more");
  CHECK(watch.collect() == news::files);
  CHECK(watch.collect() == news::none);
  site.remove("docs/b.txt");
  CHECK(watch.collect() == news::files);
}

TEST_CASE("one folder may be watched by two names") {
  const test::temp_site site;
  site.write("docs/b.txt", "b");
  change_watch watch;
  watch.watch(open_folder(site, "docs").raw(), "one");
  watch.watch(open_folder(site, "docs").raw(), "two");
  CHECK(watch.watches("one"));
  CHECK(watch.watches("two"));
  site.remove("docs");
  CHECK(watch.collect() == news::folders);
  CHECK_FALSE(watch.watches("one"));
  CHECK_FALSE(watch.watches("two"));
}

TEST_CASE("a name goes with the folder that it was given last") {
  const test::temp_site site;
  site.write("first/b.txt", "b");
  site.write("second/b.txt", "b");
  change_watch watch;
  watch.watch(open_folder(site, "first").raw(), "docs/");
  watch.watch(open_folder(site, "first").raw(), "docs/");
  watch.watch(open_folder(site, "second").raw(), "docs/");
  site.write("first/b.txt", "more");
  CHECK(watch.collect() == news::none);
  site.write("second/b.txt", "more");
  CHECK(watch.collect() == news::files);
}

TEST_CASE("after a folder has come, gone or moved nothing is watched, and all of it can be watched anew") {
  const test::temp_site site;
  site.write("docs/b.txt", "b");
  change_watch watch;
  watch.watch(open_folder(site, "").raw(), "");
  watch.watch(open_folder(site, "docs").raw(), "docs/");
  std::filesystem::rename(site.at("docs"), site.at("old"));
  CHECK(watch.collect() == news::folders);
  CHECK_FALSE(watch.watches(""));
  CHECK_FALSE(watch.watches("docs/"));
  site.write("docs/b.txt", "another");
  CHECK(watch.collect() == news::none);

  watch.watch(open_folder(site, "docs").raw(), "docs/");
  site.write("docs/b.txt", "once more");
  CHECK(watch.collect() == news::files);
}

}  // namespace
}  // namespace synfin::server::site
