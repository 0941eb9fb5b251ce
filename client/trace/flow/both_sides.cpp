#include "client/trace/flow/both_sides.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace synfin::trace {
namespace {

/// As it was on the wire; nullopt where that was not seen.
std::optional<std::uint32_t> initial_seq(const flow& seen) {
  if (!seen.from_the_start || seen.seen_by != witness::capture || seen.steps.empty()) return std::nullopt;
  return seen.steps.front().seen.seq;
}

bool is_same(const flow& mine, const written_flow& theirs) {
  if (theirs.seen.seen_by != witness::server || theirs.seen.server != mine.server) return false;
  const auto known = initial_seq(mine);
  if (known && theirs.initial_seq) return *known == *theirs.initial_seq;
  return theirs.seen.client == mine.client;
}

bool carries_data(const step& each) noexcept { return each.seen.size != 0; }

/// Is it the segment that the server tells of? Of data: the one that has the first byte of the stretch.
bool is_of(const step& mine, const step& theirs) noexcept {
  if (mine.seen.icmp || mine.from != theirs.from || mine.what.retransmission || mine.what.copied ||
      mine.what.keep_alive || mine.what.window_probe)
    return false;
  if (carries_data(theirs)) {
    return carries_data(mine) && mine.seq <= theirs.seq && theirs.seq < mine.seq + mine.seen.size;
  }
  if (theirs.seen.syn || theirs.seen.fin || theirs.seen.rst) {
    return mine.seen.syn == theirs.seen.syn && mine.seen.fin == theirs.seen.fin && mine.seen.rst == theirs.seen.rst;
  }
  return !carries_data(mine) && !mine.seen.syn && !mine.seen.fin && !mine.seen.rst && mine.seq == 1 && mine.ack == 1;
}

bool sent_again(const flow& whole, const step& each) {
  return std::ranges::any_of(whole.steps, [&](const step& other) {
    return other.from == each.from && other.what.retransmission && other.seq < each.seq + each.seen.size + 1 &&
           each.seq < other.seq + other.seen.size + 1;
  });
}

/// A segment with what the server tells of it.
struct meeting {
  step* mine;
  const step* theirs;
};

std::vector<meeting> meetings_of(flow& mine, const flow& theirs) {
  std::vector<meeting> found;
  for (const step& each : theirs.steps) {
    const auto match = std::ranges::find_if(mine.steps, [&](const step& own) { return is_of(own, each); });
    if (match != mine.steps.end() && !sent_again(mine, *match)) found.push_back({&*match, &each});
  }
  return found;
}

/// How far the server's clock may be ahead.
struct lead {
  std::optional<wall::duration> least;  ///< what it told of leaving before it came here
  std::optional<wall::duration> most;   ///< what left here before it told of coming
};

/// By segments whose times are not derived, or by those that are.
lead lead_of(const std::vector<meeting>& all, bool derived) {
  lead found;
  for (const auto& [mine, theirs] : all) {
    if ((theirs->seen.sure == grade::derived) != derived) continue;
    const wall::duration apart = theirs->seen.time - mine->seen.time;
    const wall::duration error = derived ? wall::duration{} : theirs->seen.error;
    if (mine->from == side::client) {
      found.most = std::min(found.most.value_or(apart + error), apart + error);
    } else {
      found.least = std::max(found.least.value_or(apart - error), apart - error);
    }
  }
  return found;
}

/// How far the server's clock is ahead, and how long each of the quickest ways took then.
struct alignment {
  wall::duration ahead{};
  std::optional<wall::duration> each_way;
};

alignment align(const std::vector<meeting>& all) {
  lead found = lead_of(all, false);
  if (!found.least || !found.most) found = lead_of(all, true);
  if (!found.least || !found.most) return {};
  const wall::duration half = *found.most / 2 - *found.least / 2;
  return {*found.least + half, std::max(half, wall::duration{})};
}

/// By the SYN and the SYN+ACK as they were seen here; nullopt where one of them was not.
std::optional<wall::duration> half_a_round_trip(const std::vector<meeting>& all) {
  std::optional<wall::duration> found;
  const step* syn = nullptr;
  for (const auto& [mine, theirs] : all) {
    if (mine->seen.syn && mine->from == side::client) syn = mine;
    if (mine->seen.syn && mine->from == side::server && syn != nullptr) found = (mine->seen.time - syn->seen.time) / 2;
  }
  return found;
}

/// The server derives the times of the handshake from its accept, which may have been late: half a round trip from what
/// was seen here is nearer.
far_time place_of(const meeting& one, wall::duration ahead, std::optional<wall::duration> half) {
  const segment& told = one.theirs->seen;
  if (told.sure != grade::derived || !half) return {told.time - ahead, told.sure, told.error};
  const bool left_here = one.mine->from == side::client;
  return {left_here ? one.mine->seen.time + *half : one.mine->seen.time - *half, grade::derived, *half};
}

server_turn turn_of(const step& asked, const step& answered) {
  const auto read = asked.handled.value_or(asked.seen.time);
  server_turn made{.waited = {}, .begun = answered.seen.time - read, .written = {}};
  if (asked.seen.sure == grade::exact && asked.handled) made.waited = *asked.handled - asked.seen.time;
  if (answered.handled) made.written = *answered.handled - answered.seen.time;
  return made;
}

std::vector<server_turn> turns_of(const flow& theirs) {
  std::vector<server_turn> found;
  const step* asked = nullptr;
  for (const step& each : theirs.steps) {
    if (!carries_data(each)) continue;
    if (each.from == side::client) {
      asked = &each;
    } else if (asked != nullptr) {
      // A TLS handshake is told as one look at both.
      if (each.seen.time != asked->seen.time) found.push_back(turn_of(*asked, each));
      asked = nullptr;
    }
  }
  return found;
}

server_facts facts_of(const written_flow& theirs, std::optional<wall::duration> each_way) {
  server_facts found{.turns = turns_of(theirs.seen),
                     .retransmissions = theirs.retransmissions,
                     .segments_in = theirs.segments_in,
                     .segments_out = theirs.segments_out,
                     .each_way = each_way};
  if (theirs.seen.samples.empty()) return found;
  found.rtt = theirs.seen.samples.back().rtt.value_or(wall::duration{});
  found.first_window = theirs.seen.samples.front().cwnd.value_or(0);
  found.last_window = theirs.seen.samples.back().cwnd.value_or(0);
  return found;
}

}  // namespace

const written_flow* same_connection(const flow& mine, const std::vector<written_flow>& all) {
  const written_flow* found = nullptr;
  for (const written_flow& each : all) {
    if (is_same(mine, each)) found = &each;
  }
  return found;
}

bool same_clock(const flow& mine, const written_flow& theirs, std::string_view boot) {
  const bool one_machine = mine.client.host == mine.server.host && mine.client.v6 == mine.server.v6;
  return one_machine || (!boot.empty() && boot == theirs.boot);
}

void add_server_side(flow& mine, const written_flow& theirs, bool one_clock) {
  const auto meetings = meetings_of(mine, theirs.seen);
  const auto [ahead, each_way] = one_clock ? alignment{} : align(meetings);
  const auto half = half_a_round_trip(meetings);
  for (const meeting& each : meetings) {
    if (!each.mine->at_server) each.mine->at_server = place_of(each, ahead, half);
  }
  mine.servers = facts_of(theirs, each_way);
  for (tcp_sample each : theirs.seen.samples) {
    each.time -= ahead;
    each.of = side::server;
    mine.samples.push_back(each);
  }
  std::ranges::sort(mine.samples, {}, &tcp_sample::time);
  mine.server_view = theirs.text;
}

}  // namespace synfin::trace
