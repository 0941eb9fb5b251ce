#include "server/auth/users.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/temp_site.hpp"

namespace synfin::server::auth {
namespace {

const std::string hash = "$2y$04$rlpnZDe2BBb6ES7R04wim.s6SVtGfUrd5T/kNkxTdDT8UESC4g1Sq";

/// A users file, and a clock that a test moves.
struct room {
  test::temp_site folder;
  std::vector<std::string> said;
  users all{folder.at("users").string(), [this](std::string_view text) { said.emplace_back(text); }};
  steady::time_point now{std::chrono::seconds{1000}};

  void pass(std::chrono::milliseconds time) {
    now += time;
    all.refresh(now);
  }
  bool knows(std::string_view name) const { return all.file() && all.file()->hash_of(name) != nullptr; }
};

constexpr std::chrono::milliseconds second{1000};

TEST_CASE("a changed file is read again, not sooner than a second after the last look") {
  room here;
  here.folder.write("users", "a:" + hash);
  here.pass(0 * second);
  CHECK(here.knows("a"));
  const auto version = here.all.version();
  here.folder.replace("users", "b:" + hash);
  here.pass(second / 2);
  CHECK(here.knows("a"));
  CHECK(here.all.version() == version);
  here.pass(second / 2);
  CHECK_FALSE(here.knows("a"));
  CHECK(here.knows("b"));
  CHECK(here.all.version() != version);
  CHECK(here.said.empty());
}

TEST_CASE("a file that did not change keeps its version") {
  room here;
  here.folder.write("users", "a:" + hash);
  here.pass(0 * second);
  const auto version = here.all.version();
  for (int look = 0; look < 5; ++look) here.pass(second);
  CHECK(here.all.version() == version);
}

TEST_CASE("a broken version is reported once, and the one before stays until it is mended") {
  room here;
  here.folder.write("users", "a:" + hash);
  here.pass(0 * second);
  const auto version = here.all.version();
  SUBCASE("a line is wrong") { here.folder.replace("users", "a:secret\n"); }
  SUBCASE("the file is gone") { here.folder.remove("users"); }
  SUBCASE("it is a folder now") {
    here.folder.remove("users");
    std::filesystem::create_directory(here.folder.at("users"));
  }
  for (int look = 0; look < 5; ++look) here.pass(second);
  CHECK(here.knows("a"));
  CHECK(here.all.version() == version);
  REQUIRE(here.said.size() == 1);
  CHECK(here.said[0].contains("read before stay"));
  here.folder.remove("users");
  here.folder.write("users", "c:" + hash);
  here.pass(second);
  CHECK(here.knows("c"));
  CHECK(here.all.version() != version);
}

TEST_CASE("a file that could never be read knows nobody, until it is there") {
  room here;
  here.pass(0 * second);
  CHECK_FALSE(here.all.file());
  REQUIRE(here.said.size() == 1);
  CHECK(here.said[0].contains("nobody can log in"));
  here.pass(second);
  CHECK(here.said.size() == 1);
  here.folder.write("users", "a:" + hash);
  here.pass(second);
  CHECK(here.knows("a"));
}

TEST_CASE("a file that was emptied lets nobody in") {
  room here;
  here.folder.write("users", "a:" + hash);
  here.pass(0 * second);
  here.folder.replace("users", "");
  here.pass(second);
  CHECK_FALSE(here.knows("a"));
  CHECK(here.said.empty());
}

}  // namespace
}  // namespace synfin::server::auth
