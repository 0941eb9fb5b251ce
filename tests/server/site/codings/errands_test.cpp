#include "server/site/codings/errands.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <stop_token>
#include <string>

#include "server/site/codings/compress.hpp"
#include "server/site/codings/content_hash.hpp"
#include "server/site/codings/inflate.hpp"
#include "tests/server/site/codings/samples.hpp"
#include "tests/support/held.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

using test::held;

file_snapshot snapshot(const test::temp_site& folder, std::string_view name) {
  const descriptor file(::open(folder.at(name).c_str(), O_RDONLY | O_CLOEXEC));
  return held(snapshot_of(file.raw()));
}

TEST_CASE("hashing finds the hash of a file") {
  const test::temp_site folder;
  const std::string content(300'000, 'h');
  folder.write("a.bin", content);
  hashing errand(snapshot(folder, "a.bin"));
  CHECK_FALSE(errand.over());
  CHECK_FALSE(errand.result());
  errand.run();
  CHECK(errand.over());
  CHECK(errand.result() == hash_text(content));
}

TEST_CASE("hashing a file that has changed since finds nothing") {
  const test::temp_site folder;
  folder.write("a.bin", "before");
  hashing errand(snapshot(folder, "a.bin"));
  folder.write("a.bin", "afterwards");
  errand.run();
  CHECK(errand.over());
  CHECK_FALSE(errand.result());
}

TEST_CASE("compression makes what was asked for, from memory and from a file") {
  const test::temp_site folder;
  const std::string content(20'000, 'c');
  folder.write("a.txt", content);
  content_source source = shared(content);
  SUBCASE("from memory") {}
  SUBCASE("from a file") { source = snapshot(folder, "a.txt"); }
  compression errand(std::move(source), {coding::gzip, coding::zstd});
  CHECK_FALSE(errand.results());
  errand.run();
  const variant_set made = held(errand.results());
  REQUIRE((made.of(coding::gzip) && made.of(coding::zstd)));
  CHECK(inflate(coding::gzip, *made.of(coding::gzip), content.size()) == content);
  CHECK(inflate(coding::zstd, *made.of(coding::zstd), content.size()) == content);
  CHECK_FALSE(made.of(coding::brotli));
  CHECK_FALSE(made.of(coding::identity));
  CHECK(made.bytes() == made.of(coding::gzip)->size() + made.of(coding::zstd)->size());
}

TEST_CASE("all three codings are the default") {
  compression errand(shared(std::string(20'000, 'c')));
  errand.run();
  const variant_set made = held(errand.results());
  CHECK((made.of(coding::gzip) && made.of(coding::brotli) && made.of(coding::zstd)));
}

TEST_CASE("compression keeps nothing of what is small or does not shrink") {
  std::string content(least_compressed - 1, 's');
  SUBCASE("small") {}
  SUBCASE("does not shrink") { content = noise(5000); }
  SUBCASE("empty") { content.clear(); }
  compression errand(shared(content));
  errand.run();
  CHECK(held(errand.results()).bytes() == 0);
}

TEST_CASE("compression of a file that has changed since has no results") {
  const test::temp_site folder;
  folder.write("a.txt", std::string(1000, 'a'));
  compression errand(snapshot(folder, "a.txt"));
  folder.write("a.txt", std::string(1001, 'a'));
  errand.run();
  CHECK(errand.over());
  CHECK_FALSE(errand.results());
}

TEST_CASE("an errand that is given up is over, and has no result") {
  const test::temp_site folder;
  folder.write("a.txt", std::string(20'000, 'a'));
  std::stop_source stop;
  stop.request_stop();
  hashing hash(snapshot(folder, "a.txt"));
  hash.run(stop.get_token());
  CHECK(hash.over());
  CHECK_FALSE(hash.result());
  compression from_memory(shared(std::string(20'000, 'a')));
  from_memory.run(stop.get_token());
  CHECK(from_memory.over());
  CHECK_FALSE(from_memory.results());
}

TEST_CASE("an errand that is over holds its content no longer") {
  const auto content = shared(std::string(1000, 'a'));
  compression errand(content);
  CHECK(content.use_count() == 2);
  errand.run();
  CHECK(content.use_count() == 1);
}

}  // namespace
}  // namespace synfin::server::site
