#include "server/site/codings/variant_shelf.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <string>
#include <thread>
#include <vector>

#include "server/site/codings/compress.hpp"
#include "server/site/codings/content_hash.hpp"
#include "server/site/codings/inflate.hpp"
#include "tests/server/site/codings/samples.hpp"
#include "tests/support/held.hpp"
#include "tests/support/held_background.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

using test::held;
using test::held_background;

constexpr std::size_t roomy = 1'000'000;

bool unknown(const variant_shelf::answer& said) { return !said.variants && !said.awaits; }

TEST_CASE("content is compressed once: asked again it is under way, then it is there") {
  held_background doer;
  variant_shelf shelf(roomy, doer);
  const auto content = shared(std::string(5000, 'a'));
  const std::string hash = hash_text(*content);

  CHECK(unknown(shelf.look(hash)));
  const auto first = shelf.request(hash, content);
  REQUIRE(first.awaits);
  CHECK_FALSE(first.variants);
  CHECK(shelf.request(hash, content).awaits == first.awaits);
  CHECK(shelf.look(hash).awaits == first.awaits);
  CHECK(doer.waiting.size() == 1);

  doer.do_all();
  CHECK(first.awaits->over());
  for (const auto& said : {shelf.look(hash), shelf.request(hash, content)}) {
    CHECK_FALSE(said.awaits);
    const variant_set made = held(said.variants);
    CHECK(inflate(coding::brotli, *made.of(coding::brotli), 5000) == *content);
    CHECK(made.of(coding::gzip) == held(first.awaits->results()).of(coding::gzip));
  }
  CHECK(doer.waiting.empty());
}

TEST_CASE("a file is compressed from its descriptor") {
  const test::temp_site folder;
  const std::string content(5000, 'f');
  folder.write("a.txt", content);
  const descriptor file(::open(folder.at("a.txt").c_str(), O_RDONLY | O_CLOEXEC));
  held_background doer;
  variant_shelf shelf(roomy, doer);
  CHECK(shelf.request(hash_text(content), held(snapshot_of(file.raw()))).awaits);
  doer.do_all();
  const variant_set made = held(shelf.look(hash_text(content)).variants);
  CHECK(inflate(coding::gzip, *made.of(coding::gzip), 5000) == content);
}

TEST_CASE("what is not worth it is remembered as such") {
  held_background doer;
  variant_shelf shelf(roomy, doer);
  const auto content = shared(noise(5000));
  CHECK(shelf.request("hash", content).awaits);
  doer.do_all();
  CHECK(held(shelf.request("hash", content).variants).bytes() == 0);
  CHECK(doer.waiting.empty());
}

TEST_CASE("small and very large content, and all of it where there is no room, is not tried at all") {
  held_background doer;
  std::size_t limit = 100'000'000;
  std::size_t size = 0;
  SUBCASE("empty") { size = 0; }
  SUBCASE("small") { size = least_compressed - 1; }
  SUBCASE("very large") { size = most_compressed + 1; }
  SUBCASE("larger than a quarter of the shelf") {
    limit = 4000;
    size = 1001;
  }
  SUBCASE("no shelf") {
    limit = 0;
    size = 5000;
  }
  variant_shelf shelf(limit, doer);
  CHECK(held(shelf.request("hash", shared(std::string(size, 'a'))).variants).bytes() == 0);
  CHECK(doer.waiting.empty());
}

TEST_CASE("a background that takes no more is asked again next time") {
  held_background doer;
  variant_shelf shelf(roomy, doer);
  const auto content = shared(std::string(5000, 'a'));
  doer.full = true;
  CHECK(unknown(shelf.request("hash", content)));
  CHECK(unknown(shelf.look("hash")));
  doer.full = false;
  CHECK(shelf.request("hash", content).awaits);
}

TEST_CASE("an errand that was dropped is begun anew") {
  held_background doer;
  variant_shelf shelf(roomy, doer);
  const auto content = shared(std::string(5000, 'a'));
  CHECK(shelf.request("hash", content).awaits);
  doer.waiting.clear();
  CHECK(unknown(shelf.look("hash")));
  CHECK(shelf.request("hash", content).awaits);
  CHECK(doer.waiting.size() == 1);
}

TEST_CASE("content that changed before it was read is tried again") {
  const test::temp_site folder;
  folder.write("a.txt", std::string(5000, 'a'));
  const descriptor file(::open(folder.at("a.txt").c_str(), O_RDONLY | O_CLOEXEC));
  held_background doer;
  variant_shelf shelf(roomy, doer);
  const auto said = shelf.request("hash", held(snapshot_of(file.raw())));
  folder.write("a.txt", std::string(5001, 'a'));
  doer.do_all();
  REQUIRE(said.awaits);
  CHECK_FALSE(said.awaits->results());
  CHECK(unknown(shelf.look("hash")));
  CHECK(shelf.request("hash", held(snapshot_of(file.raw()))).awaits);
}

TEST_CASE("what was asked for longest ago goes when there is no more room") {
  held_background doer;
  const std::size_t limit = 4000;  // entries of some 600 bytes
  variant_shelf shelf(limit, doer);
  std::vector<std::string> hashes;
  for (char name = 'a'; name < 'a' + 20; ++name) {
    const auto content = shared(std::string(1000, name));
    hashes.push_back(hash_text(*content));
    shelf.request(hashes.back(), content);
    doer.do_all();
    CHECK(shelf.look(hashes.front()).variants);  // asked for each time, it stays
    CHECK(shelf.look(hashes.back()).variants);
    CHECK(shelf.bytes() <= limit);
  }
  CHECK(unknown(shelf.look(hashes[1])));
  CHECK(shelf.look(hashes[18]).variants);
}

TEST_CASE("an errand may end after the shelf") {
  held_background doer;
  std::shared_ptr<compression> errand;
  {
    variant_shelf shelf(roomy, doer);
    errand = shelf.request("hash", shared(std::string(5000, 'a'))).awaits;
  }
  doer.do_all();
  REQUIRE(errand);
  CHECK(errand->results());
}

TEST_CASE("several threads that ask for the same contents start each once") {
  held_background doer;  // taken under the shelf's lock
  variant_shelf shelf(roomy, doer);
  std::vector<std::thread> askers;
  askers.reserve(4);
  for (int number = 0; number < 4; ++number) {
    askers.emplace_back([&] {
      for (char name = 'a'; name <= 'z'; ++name) shelf.request(std::string(1, name), shared(std::string(1000, name)));
    });
  }
  for (std::thread& each : askers) each.join();
  CHECK(doer.waiting.size() == 26);
}

}  // namespace
}  // namespace synfin::server::site
