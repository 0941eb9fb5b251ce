#include "server/site/codings/hash_shelf.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <string>
#include <vector>

#include "server/site/codings/content_hash.hpp"
#include "tests/support/errand_queue.hpp"
#include "tests/support/held.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

/// An open file of a site, as it is now.
struct opened_file {
  opened_file(const test::temp_site& site, const std::string& name)
      : file(::open(site.at(name).c_str(), O_RDONLY | O_CLOEXEC)), version(test::held(version_of(file.raw()))) {}
  descriptor file;
  file_version version;
};

TEST_CASE("a version is hashed once, whoever asks") {
  const test::temp_site site;
  site.write("a", "content");
  const opened_file one(site, "a");
  const opened_file again(site, "a");
  test::errand_queue helpers;
  hash_shelf shelf(10, helpers);
  const auto first = shelf.request(one.file.raw(), one.version);
  CHECK_FALSE(first.hash);
  REQUIRE(first.awaits);
  CHECK(shelf.request(again.file.raw(), again.version).awaits == first.awaits);
  CHECK(helpers.size() == 1);
  helpers.run();
  CHECK(first.awaits->over());
  CHECK(shelf.request(one.file.raw(), one.version).hash == hash_text("content"));
  CHECK(helpers.size() == 0);
}

TEST_CASE("a file that changes while it waits gets no hash, and may be tried again") {
  const test::temp_site site;
  site.write("a", "content");
  const opened_file before(site, "a");
  test::errand_queue helpers;
  hash_shelf shelf(10, helpers);
  CHECK(shelf.request(before.file.raw(), before.version).awaits);
  site.write("a", "longer content");
  helpers.run();
  const auto none = shelf.request(before.file.raw(), before.version);
  CHECK_FALSE(none.hash);
  CHECK_FALSE(none.awaits);
  CHECK_FALSE(shelf.request(before.file.raw(), before.version).awaits);  // the file is that version no more
  const opened_file now(site, "a");
  CHECK(shelf.request(now.file.raw(), now.version).awaits);
}

TEST_CASE("only so many files are held open at a time") {
  const test::temp_site site;
  std::vector<opened_file> files;
  for (int number = 0; number < 70; ++number) {
    site.write(std::to_string(number), std::to_string(number));
    files.emplace_back(site, std::to_string(number));
  }
  test::errand_queue helpers;
  hash_shelf shelf(1000, helpers);
  for (const opened_file& each : files) shelf.request(each.file.raw(), each.version);
  CHECK(helpers.size() == 64);
  helpers.run();
  for (const opened_file& each : files) shelf.request(each.file.raw(), each.version);
  CHECK(helpers.size() == 6);
}

TEST_CASE("hashes beyond the limit are forgotten, those under way are not") {
  const test::temp_site site;
  test::errand_queue helpers;
  hash_shelf shelf(2, helpers);
  std::vector<opened_file> files;
  for (int number = 0; number < 5; ++number) {
    site.write(std::to_string(number), std::to_string(number));
    files.emplace_back(site, std::to_string(number));
    CHECK(shelf.request(files.back().file.raw(), files.back().version).awaits);
    helpers.run();
    CHECK(shelf.request(files.back().file.raw(), files.back().version).hash == hash_text(std::to_string(number)));
  }
}

}  // namespace
}  // namespace synfin::server::site
