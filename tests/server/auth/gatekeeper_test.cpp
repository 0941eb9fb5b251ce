#include "server/auth/gatekeeper.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server/background/errand_runner.hpp"
#include "tests/support/held_background.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::auth {
namespace {

using std::chrono::seconds;

// "open sesame"
const std::string sesame_hash = "$2y$04$rlpnZDe2BBb6ES7R04wim.s6SVtGfUrd5T/kNkxTdDT8UESC4g1Sq";
constexpr std::string_view alice = "Basic YWxpY2U6b3BlbiBzZXNhbWU=";        // alice:open sesame
constexpr std::string_view alice_wrong = "Basic YWxpY2U6b3BlbiBzZXNhbQ==";  // alice:open sesam
constexpr std::string_view bob = "Basic Ym9iOm9wZW4gc2VzYW1l";              // bob:open sesame
constexpr std::string_view mallory = "Basic bWFsbG9yeTpvcGVuIHNlc2FtZQ==";  // mallory:open sesame

using test::held_background;

/// A gatekeeper whose clock and background a test moves.
struct room {
  explicit room(gatekeeper_settings as = {}) : gate(doer, completed(std::move(as))) {
    folder.write("users", "alice:" + sesame_hash + "\nbob:" + sesame_hash + "\n");
  }

  gatekeeper_settings completed(gatekeeper_settings as) {
    as.clock = [this] { return now; };
    as.report = [this](std::string_view text) { said.emplace_back(text); };
    return as;
  }

  /// By somebody who waits for what comes of it.
  site::credentials_verdict check(std::string_view authorization) {
    auto verdict = gate.check(folder.at("users").string(), authorization);
    if (verdict.awaits) awaited.push_back(verdict.awaits);
    return verdict;
  }

  /// What is known when all errands are done.
  site::credentials_verdict outcome(std::string_view authorization) {
    if (!check(authorization).awaits) return check(authorization);
    doer.do_all();
    return check(authorization);
  }

  test::temp_site folder;
  held_background doer;
  steady::time_point now{seconds{1000}};
  std::vector<std::string> said;
  std::vector<std::shared_ptr<site::errand>> awaited;
  gatekeeper gate;
};

bool refused(const site::credentials_verdict& verdict) { return !verdict.good && !verdict.busy && !verdict.awaits; }

TEST_CASE("the right password is good, after one hash in the background") {
  room here;
  const auto first = here.check(alice);
  CHECK_FALSE(first.good);
  CHECK_FALSE(first.busy);
  REQUIRE(first.awaits);
  CHECK_FALSE(first.awaits->over());
  here.doer.do_all();
  CHECK(first.awaits->over());
  const auto second = here.check(alice);
  CHECK(second.good);
  CHECK(second.name == "alice");
  CHECK_FALSE(second.awaits);
  CHECK(here.doer.waiting.empty());
}

TEST_CASE("wrong passwords and unknown names are refused, after a hash as well") {
  for (const std::string_view authorization : {alice_wrong, mallory}) {
    CAPTURE(authorization);
    room here;
    CHECK(here.check(authorization).awaits);
    CHECK(here.doer.waiting.size() == 1);
    here.doer.do_all();
    CHECK(refused(here.check(authorization)));
    CHECK(here.doer.waiting.empty());
  }
}

TEST_CASE("no credentials, other schemes and broken ones are refused without a hash") {
  const std::string long_password = "Basic YTpi" + [] {
    std::string digits;
    while (digits.size() < 700) digits += "YWFh";
    return digits;
  }();
  room here;
  for (const std::string_view authorization : {std::string_view(), std::string_view("Bearer x"),
                                               std::string_view("Basic !"), std::string_view(long_password)}) {
    CAPTURE(authorization);
    CHECK(refused(here.check(authorization)));
  }
  CHECK(here.doer.waiting.empty());
}

TEST_CASE("the same attempt made twice shares one errand; another one has its own") {
  room here;
  const auto first = here.check(alice);
  CHECK(here.check(alice).awaits == first.awaits);
  CHECK(here.doer.waiting.size() == 1);
  CHECK(here.check(bob).awaits != first.awaits);
  CHECK(here.doer.waiting.size() == 2);
}

TEST_CASE("beyond the attempts under way it is busy, and not any more when they are done") {
  room here({.most_checking = 2});
  CHECK(here.check(alice).awaits);
  CHECK(here.check(alice_wrong).awaits);
  const auto third = here.check(bob);
  CHECK(third.busy);
  CHECK_FALSE(third.awaits);
  CHECK(here.check(alice).awaits);  // shares
  here.doer.do_all();
  CHECK(here.check(alice).good);
  CHECK(here.check(bob).awaits);
}

TEST_CASE("a background that takes no more is busy too") {
  room here;
  here.doer.full = true;
  CHECK(here.check(alice).busy);
  here.doer.full = false;
  CHECK(here.outcome(alice).good);
}

TEST_CASE("attempts that were dropped do not count, and are begun anew") {
  room here({.most_checking = 1});
  CHECK(here.check(alice).awaits);
  here.awaited.clear();
  here.doer.waiting.clear();
  CHECK(here.check(bob).awaits);
  here.awaited.clear();
  here.doer.waiting.clear();
  CHECK(here.outcome(alice).good);
}

TEST_CASE("for whoever has gone meanwhile nothing is hashed") {
  room here;
  CHECK(here.check(alice).awaits);
  here.awaited.clear();
  here.doer.do_all();
  CHECK(here.check(alice).awaits);  // nothing came of it
  here.doer.do_all();
  CHECK(here.check(alice).good);
}

TEST_CASE("right credentials are remembered for ten minutes, wrong ones for five seconds") {
  room here;
  CHECK(here.outcome(alice).good);
  CHECK(refused(here.outcome(alice_wrong)));
  here.now += seconds{4};
  CHECK(refused(here.check(alice_wrong)));
  here.now += seconds{1};
  CHECK(here.check(alice_wrong).awaits);
  here.now += seconds{594};
  CHECK(here.check(alice).good);
  here.now += seconds{1};
  const auto later = here.check(alice);
  CHECK_FALSE(later.good);
  CHECK(later.awaits);
}

TEST_CASE("no more are remembered than the limit") {
  room here({.most_remembered = 1});
  CHECK(here.outcome(alice).good);
  CHECK(here.outcome(bob).good);
  CHECK(here.check(alice).awaits);
}

TEST_CASE("a changed users file ends what is remembered within a second") {
  room here;
  CHECK(here.outcome(alice).good);
  CHECK(refused(here.outcome(mallory)));
  here.folder.replace("users", "mallory:" + sesame_hash + "\n");
  here.now += seconds{1};
  CHECK(refused(here.outcome(alice)));
  CHECK(here.outcome(mallory).good);
  here.folder.replace("users", "");
  here.now += seconds{1};
  CHECK(refused(here.check(mallory)));
  CHECK(here.doer.waiting.empty());
}

TEST_CASE("an attempt that was begun before the users file changed says nothing about the new one") {
  room here;
  CHECK(here.check(alice).awaits);
  here.folder.replace("users", "bob:" + sesame_hash + "\n");
  here.now += seconds{1};
  CHECK(here.check(bob).awaits);
  here.doer.do_all();
  CHECK(here.check(bob).good);
  CHECK(here.check(alice).awaits);
}

TEST_CASE("a broken users file is said once; what was read before stays") {
  room here;
  CHECK(here.outcome(alice).good);
  here.folder.replace("users", "alice:secret\n");
  for (int look = 0; look < 3; ++look) {
    here.now += seconds{1};
    CHECK(here.check(alice).good);
  }
  REQUIRE(here.said.size() == 1);
  CHECK(here.said[0].contains("users:1: "));
}

TEST_CASE("a users file that is not there lets nobody in") {
  room here;
  here.folder.remove("users");
  CHECK(refused(here.check(alice)));
  CHECK(here.doer.waiting.empty());
  CHECK(here.said.size() == 1);
}

TEST_CASE("credentials of one users file are not those of another") {
  room here;
  here.folder.write("others", "bob:" + sesame_hash + "\n");
  CHECK(here.outcome(alice).good);
  const std::string others = here.folder.at("others").string();
  const auto other = here.gate.check(others, alice);
  CHECK(other.awaits);
  here.doer.do_all();
  CHECK(refused(here.gate.check(others, alice)));
}

TEST_CASE("many threads ask at once and all get the right answer") {
  const test::temp_site folder;
  folder.write("users", "alice:" + sesame_hash + "\n");
  const std::string path = folder.at("users").string();
  errand_runner runner({.threads = 2, .most_waiting = 100, .pace = urgency::prompt});
  gatekeeper gate(runner);
  const auto wait_for_verdict = [&](std::string_view authorization) {
    while (true) {
      const auto verdict = gate.check(path, authorization);
      if (!verdict.awaits && !verdict.busy) return verdict.good;
      while (verdict.awaits && !verdict.awaits->over()) std::this_thread::yield();
    }
  };
  std::vector<std::future<bool>> good;
  std::vector<std::future<bool>> bad;
  for (int number = 0; number < 4; ++number) {
    good.push_back(std::async(std::launch::async, wait_for_verdict, alice));
    bad.push_back(std::async(std::launch::async, wait_for_verdict, number % 2 == 0 ? alice_wrong : mallory));
  }
  for (auto& each : good) CHECK(each.get());
  for (auto& each : bad) CHECK_FALSE(each.get());
}

TEST_CASE("an attempt may end after its gatekeeper") {
  held_background doer;
  const test::temp_site folder;
  folder.write("users", "alice:" + sesame_hash + "\n");
  std::shared_ptr<site::errand> errand;
  {
    gatekeeper gate(doer);
    errand = gate.check(folder.at("users").string(), alice).awaits;
  }
  doer.do_all();
  REQUIRE(errand);
  CHECK(errand->over());
}

}  // namespace
}  // namespace synfin::server::auth
