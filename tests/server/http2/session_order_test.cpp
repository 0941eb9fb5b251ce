// Whose bytes go first: fairness, and the priorities of RFC 9218.

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "tests/server/http2/room.hpp"

namespace synfin::server::http2 {
namespace {

using test::http2_peer;
using test::talk_on;

constexpr std::size_t mebibyte = std::size_t{1024} * 1024;
constexpr std::int32_t wide_open = 1 << 30;

/// The streams in the order in which their bodies were over.
std::vector<std::int32_t> order_of_ends(const http2_peer& peer) {
  std::map<std::int32_t, std::size_t> last;
  for (std::size_t place = 0; place < peer.parts.size(); ++place) last[peer.parts[place].first] = place;
  std::vector<std::int32_t> order;
  std::ranges::copy(last | std::views::keys, std::back_inserter(order));
  std::ranges::sort(order, {}, [&](std::int32_t id) { return last[id]; });
  return order;
}

/// The most and the least that a stream has when half of all has come.
std::pair<std::size_t, std::size_t> half_way(const http2_peer& peer, std::size_t streams, std::size_t total) {
  std::map<std::int32_t, std::size_t> so_far;
  std::size_t sum = 0;
  for (const auto& [id, size] : peer.parts) {
    sum += size;
    if (sum > total / 2) break;
    so_far[id] += size;
  }
  if (so_far.size() < streams) return {total, 0};
  const auto [least, most] = std::ranges::minmax(so_far | std::views::values);
  return {most, least};
}

TEST_CASE("100 streams of 1 MiB on one connection stay fair") {
  constexpr std::size_t streams = 100;
  room here;
  here.folder.write("mebibyte.bin", std::string(mebibyte, 'm'));
  for (const bool says_so : {true, false}) {
    CAPTURE(says_so);
    session talk(here.services, {});
    http2_peer peer(wide_open);
    for (std::size_t count = 0; count < streams; ++count) {
      says_so ? peer.get("/mebibyte.bin", {{"priority", "u=3, i"}}) : peer.get("/mebibyte.bin");
    }
    talk_on(talk, peer);
    REQUIRE(peer.answers.size() == streams);
    for (const auto& [id, answer] : peer.answers) REQUIRE(answer.body.size() == mebibyte);
    const auto [most, least] = half_way(peer, streams, streams * mebibyte);
    CHECK(most - least <= std::size_t{2} * 16 * 1024);
  }
}

TEST_CASE("streams stay fair when the connection's window is small") {
  room here;
  session talk(here.services, {});
  http2_peer peer;
  for (int count = 0; count < 10; ++count) peer.get("/large.bin", {{"priority", "i"}});
  talk_on(talk, peer);
  const auto [most, least] = half_way(peer, 10, 10 * room::large_size);
  CHECK(most - least <= std::size_t{2} * 16 * 1024);
}

TEST_CASE("what is more urgent goes first, whichever was asked for first") {
  room here;
  session talk(here.services, {});
  http2_peer peer(wide_open);
  const auto last = peer.get("/large.bin", {{"priority", "u=7"}});
  const auto middle = peer.get("/large.bin");
  const auto first = peer.get("/large.bin", {{"priority", "u=0"}});
  talk_on(talk, peer);
  CHECK(order_of_ends(peer) == std::vector{first, middle, last});
}

TEST_CASE("what is of use only as a whole comes one after the other, to a peer that knows of priorities") {
  room here;
  session talk(here.services, {});
  http2_peer peer(wide_open);
  std::vector<std::int32_t> asked(5);
  for (std::int32_t& each : asked) each = peer.get("/large.bin", {{"priority", "u=3"}});
  asked.push_back(peer.get("/large.bin"));
  talk_on(talk, peer);
  CHECK(order_of_ends(peer) == asked);
  CHECK(std::ranges::is_sorted(peer.parts, {}, [](const auto& part) { return part.first; }));
}

TEST_CASE("a priority that changes on the way is heeded, and outdoes the field if it came before it") {
  room here;
  session talk(here.services, {});
  http2_peer peer(wide_open);
  // The settings first: a client sends no updates before it knows that they are understood.
  talk_on(talk, peer);
  const auto demoted = peer.get("/large.bin", {{"priority", "u=1"}});
  const auto other = peer.get("/large.bin", {{"priority", "u=2"}});
  peer.update_priority(demoted, "u=5");
  talk_on(talk, peer);
  CHECK(order_of_ends(peer) == std::vector{other, demoted});

  const auto slow = peer.get("/large.bin", {{"priority", "u=1"}});
  const auto quick = peer.get("/large.bin", {{"priority", "u=2"}});
  talk.receive(peer.said());
  peer.update_priority(slow, "u=6");
  const std::string update = peer.said();
  REQUIRE(test::h2::frames_in(update).front().what == test::h2::priority_update);
  talk.receive(update);
  peer.parts.clear();
  talk_on(talk, peer);
  CHECK(order_of_ends(peer) == std::vector{quick, slow});

  using namespace test::h2;
  session raw(here.services, {});
  raw.receive(greeting() + frame(priority_update, none, 0, number32(3) + "u=0") +
              frame(headers, end_headers | end_stream, 1, get_root) +
              frame(headers, end_headers | end_stream, 3, get_root));
  std::vector<std::uint32_t> bodies;
  for (const auto& each : frames_in(test::drain(raw))) {
    if (each.what == data) bodies.push_back(each.stream);
  }
  CHECK(bodies == std::vector<std::uint32_t>{3, 1});
}

TEST_CASE("a priority that is not a dictionary is as good as none") {
  room here;
  session talk(here.services, {});
  http2_peer peer(wide_open);
  const auto odd = peer.get("/large.bin", {{"priority", "u=7,"}});
  const auto later = peer.get("/large.bin", {{"priority", "u=4"}});
  talk_on(talk, peer);
  CHECK(order_of_ends(peer) == std::vector{odd, later});
}

}  // namespace
}  // namespace synfin::server::http2
