#include "server/site/change_watch.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <set>
#include <string>

#include "common/descriptor.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

descriptor open_folder(const test::temp_site& site, std::string_view relative) {
  return descriptor(::open(site.at(relative).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

struct reported {
  std::set<std::string> paths;
  bool everything = false;
};

reported collect(change_watch& watch) {
  reported all;
  watch.collect([&](const std::string& path) { all.paths.insert(path); }, [&] { all.everything = true; });
  return all;
}

TEST_CASE("changes are reported by their path below the root") {
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
  CHECK(collect(watch).paths.empty());

  site.write("a.txt", "more");
  site.replace("docs/b.txt", "more");
  const reported seen = collect(watch);
  CHECK(seen.paths == std::set<std::string>{"a.txt", "docs/b.txt", "docs/b.txt.new"});
  CHECK_FALSE(seen.everything);
  CHECK(collect(watch).paths.empty());
}

TEST_CASE("a folder that comes, goes or moves puts everything in doubt") {
  const test::temp_site site;
  site.write("docs/b.txt", "b");
  change_watch watch;
  watch.watch(open_folder(site, "").raw(), "");
  watch.watch(open_folder(site, "docs").raw(), "docs/");
  std::filesystem::rename(site.at("docs"), site.at("old"));
  CHECK(collect(watch).everything);
  site.remove("old");
  CHECK(collect(watch).everything);
  CHECK_FALSE(watch.watches("docs/"));
}

}  // namespace
}  // namespace synfin::server::site
