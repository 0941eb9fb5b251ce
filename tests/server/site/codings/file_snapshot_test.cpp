#include "server/site/codings/file_snapshot.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stop_token>
#include <string>

#include "tests/support/held.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

using test::held;

descriptor open_file(const test::temp_site& folder, std::string_view name) {
  return descriptor(::open(folder.at(name).c_str(), O_RDONLY | O_CLOEXEC));
}

TEST_CASE("a snapshot reads the whole file, in pieces of at most 256 KiB") {
  const test::temp_site folder;
  for (const std::size_t size : {0U, 1U, 262'144U, 262'145U, 1'000'000U}) {
    CAPTURE(size);
    std::string content(size, 'a');
    if (size > 0) content.back() = 'z';
    folder.write("a.bin", content);
    const auto snapshot = held(snapshot_of(open_file(folder, "a.bin").raw()));
    std::string read;
    std::size_t longest = 0;
    const bool whole = read_through(snapshot, [&](std::string_view piece) {
      read += piece;
      longest = std::max(longest, piece.size());
    });
    CHECK(whole);
    CHECK(read == content);
    CHECK(longest <= 262'144);
  }
}

TEST_CASE("reading ends behind the piece in which it is asked to stop") {
  const test::temp_site folder;
  folder.write("a.bin", std::string(1'000'000, 'a'));
  const auto snapshot = held(snapshot_of(open_file(folder, "a.bin").raw()));
  std::stop_source stop;
  int pieces = 0;
  const auto take = [&](std::string_view) {
    if (++pieces == 2) stop.request_stop();
  };
  CHECK_FALSE(read_through(snapshot, take, stop.get_token()));
  CHECK(pieces == 2);
}

TEST_CASE("a file that was changed before is not read") {
  const test::temp_site folder;
  folder.write("a.txt", "before");
  auto snapshot = held(snapshot_of(open_file(folder, "a.txt").raw()));
  const auto nothing = [](std::string_view) { FAIL("nothing may be handed over"); };
  SUBCASE("in its time") { folder.set_modified("a.txt", wall_seconds{std::chrono::seconds{1}}); }
  SUBCASE("in its size") { std::filesystem::resize_file(folder.at("a.txt"), 3); }
  SUBCASE("into another") { ++snapshot.version.inode; }
  CHECK_FALSE(read_through(snapshot, nothing));
}

TEST_CASE("a file that changes while it is read is found out") {
  const test::temp_site folder;
  const std::string content(600'000, 'a');
  folder.write("a.txt", content);
  const auto snapshot = held(snapshot_of(open_file(folder, "a.txt").raw()));
  bool changed = false;
  std::size_t size = 0;
  SUBCASE("it shrinks") { size = 400'000; }
  SUBCASE("it grows") { size = 700'000; }
  SUBCASE("it is emptied") { size = 0; }
  const bool whole = read_through(snapshot, [&](std::string_view) {
    if (!changed) std::filesystem::resize_file(folder.at("a.txt"), size);
    changed = true;
  });
  CHECK_FALSE(whole);
  CHECK(changed);
}

TEST_CASE("a file that was replaced is not the version that was meant any more: nobody needs what it held") {
  const test::temp_site folder;
  folder.write("a.txt", "before");
  folder.set_modified("a.txt", wall_seconds{std::chrono::seconds{1}});
  while (true) {
    const auto snapshot = held(snapshot_of(open_file(folder, "a.txt").raw()));
    folder.replace("a.txt", "after");
    const auto unread = [](std::string_view) {};
    if (!read_through(snapshot, unread)) break;  // else the kernel's stamps were too wide to tell
  }
}

TEST_CASE("there is no snapshot of a folder, a pipe or nothing") {
  const test::temp_site folder;
  const descriptor directory(::open(folder.root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  CHECK_FALSE(snapshot_of(directory.raw()));
  int ends[2] = {-1, -1};
  REQUIRE(::pipe(ends) == 0);
  const descriptor out(ends[0]);
  const descriptor in(ends[1]);
  CHECK_FALSE(snapshot_of(out.raw()));
  CHECK_FALSE(snapshot_of(-1));
}

TEST_CASE("a file that cannot be read, though it is the same, gives nothing") {
  const test::temp_site folder;
  folder.write("a.txt", "content");
  const descriptor write_only(::open(folder.at("a.txt").c_str(), O_WRONLY | O_CLOEXEC));
  const auto snapshot = held(snapshot_of(write_only.raw()));
  CHECK_FALSE(read_through(snapshot, [](std::string_view) {}));
}

}  // namespace
}  // namespace synfin::server::site
