#include "client/trace/figures/troubles.hpp"

#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;

std::string why(const std::vector<segment>& all) { return why_not_open(followed(all)); }

TEST_CASE("troubles: a SYN without an answer, and how long each waited for one") {
  recording once;
  once.client("S", 1000, 0);
  CHECK(why(once.segments()) == "no answer to 1 SYN: a firewall drops it, or the host is gone");
  recording often;
  for (int i = 0; i < 4; ++i) often.client("S", 1000, 0);
  auto all = often.segments();
  for (std::size_t i = 1; i < all.size(); ++i) {
    all[i].time = all[i - 1].time + std::chrono::milliseconds(1024 << (i - 1));
  }
  CHECK(why(all) ==
        "no answer to 4 SYNs, sent again after 1.0, 2.0, 4.1 s: a firewall drops them, or the host is gone");
}

TEST_CASE("troubles: many SYNs are not all told") {
  recording often;
  for (int i = 0; i < 20; ++i) often.client("S", 1000, 0);
  CHECK(why(often.segments()) ==
        "no answer to 20 SYNs, sent again after 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, … s: a firewall drops them, "
        "or the host is gone");
}

TEST_CASE("troubles: refused, broken off, left half open") {
  recording refused;
  refused.client("S", 1000, 0).server("RA", 0, 1001);
  CHECK(why(refused.segments()) == "refused: 192.0.2.10 answers, and nothing listens on its port 80");
  recording broken;
  broken.client("S", 1000, 0).server("SA", 5000, 1001).client("R", 1001, 0);
  CHECK(why(broken.segments()) == "reset by the client before the handshake was complete");
  recording half;
  half.client("S", 1000, 0).server("SA", 5000, 1001);
  CHECK(why(half.segments()) == "the handshake was not completed");
}

TEST_CASE("troubles: where the client acknowledges, an answer came, and only one direction was captured") {
  const std::string one_way =
      "only the client's direction was captured: what it acknowledges shows that the server has answered";
  recording idle;
  idle.client("S", 1000, 0).client("A", 1001, 5001);
  CHECK(why(idle.segments()) == one_way);
  CHECK(followed(idle.segments()).steps[1].client == tcp_state::established);
  recording asks;
  asks.client("S", 1000, 0).client("PA", 1001, 5001, "ask").client("FA", 1004, 6000);
  CHECK(why(asks.segments()) == one_way);
  CHECK(followed(asks.segments()).steps[2].client == tcp_state::fin_wait_1);
  recording gives_up;
  gives_up.client("S", 1000, 0).client("RA", 1001, 0);
  CHECK(why(gives_up.segments()) == "no answer to 1 SYN: a firewall drops it, or the host is gone");
}

}  // namespace
}  // namespace synfin::trace
