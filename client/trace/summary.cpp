#include "client/trace/summary.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include <fmt/format.h>

namespace synfin::trace {
namespace {

std::string_view name(side which) noexcept { return which == side::client ? "client" : "server"; }

summary::time shorter(const summary::time& one, wall::duration other) { return one ? std::min(*one, other) : other; }

std::uint64_t length_of(const step& each) noexcept {
  return each.seen.size + (each.seen.syn ? 1U : 0U) + (each.seen.fin ? 1U : 0U);
}

/// The shortest wait of the capturing side's own segments for an ACK. That the capture was made near the client is
/// taken from its clock: from there the server's answers come later than from the server.
summary::time round_trip_of(const flow& whole, side sender) {
  summary::time best;
  for (auto sent = whole.steps.begin(); sent != whole.steps.end(); ++sent) {
    const std::uint64_t end = sent->seq + length_of(*sent);
    if (sent->from != sender || length_of(*sent) == 0 || sent->what.retransmission) continue;
    const bool twice = std::any_of(std::next(sent), whole.steps.end(), [&](const step& each) {
      return each.from == sender && each.what.retransmission && each.seq < end;
    });
    if (twice) continue;
    const auto answer = std::find_if(std::next(sent), whole.steps.end(), [&](const step& each) {
      return each.from != sender && each.seen.acks && each.ack >= end;
    });
    if (answer != whole.steps.end()) best = shorter(best, answer->seen.time - sent->seen.time);
  }
  return best;
}

bool opens(const step& each) noexcept { return each.seen.syn && !each.seen.acks; }

void add_exchanges(const flow& whole, summary& into) {
  std::optional<wall::time_point> asked;
  std::optional<wall::time_point> answered;
  std::optional<side> last;
  for (const step& each : whole.steps) {
    if (each.seen.size == 0 || each.what.retransmission || each.what.keep_alive) continue;
    (each.from == side::client ? into.sent : into.received) += each.seen.size;
    if (each.from == side::client && !asked) asked = each.seen.time;
    if (each.from == side::server) {
      if (!answered) answered = each.seen.time;
      if (last == side::client) ++into.exchanges;
      into.transfer = each.seen.time - *answered;
    }
    last = each.from;
  }
  if (asked && answered && *answered >= *asked) into.first_byte = *answered - *asked;
}

void add_close(const flow& whole, summary& into) {
  std::optional<wall::time_point> began;
  std::array<std::optional<std::uint64_t>, 2> fins;  // by side: what acknowledges its FIN
  std::array<bool, 2> acked{};
  constexpr auto never = std::numeric_limits<std::uint64_t>::max();
  for (const step& each : whole.steps) {
    const auto mine = static_cast<std::size_t>(each.from);
    const auto theirs = 1 - mine;
    bool counts = false;
    if (each.seen.fin && !fins[mine]) {
      fins[mine] = each.seq + length_of(each);
      if (!into.closed_first) into.closed_first = each.from;
      if (!began) began = each.seen.time;
      counts = true;
    }
    if (each.seen.acks && !acked[theirs] && each.ack >= fins[theirs].value_or(never)) {
      acked[theirs] = true;
      counts = true;
    }
    if (counts) ++into.close_segments;
    if (each.seen.rst && !into.reset_by) into.reset_by = each.from;
  }
  if (began) into.close = whole.steps.back().seen.time - *began;
  if (whole.steps.back().client == tcp_state::time_wait) into.waits = side::client;
  if (whole.steps.back().server == tcp_state::time_wait) into.waits = side::server;
}

/// Why no connection came about.
std::string unopened(const flow& whole, const summary& figures) {
  const auto syns = std::ranges::count_if(whole.steps, opens);
  if (figures.reset_by == side::server) {
    return fmt::format("refused: {} answers, and nothing listens on its port {}",
                       whole.server.text().substr(0, whole.server.text().rfind(':')), whole.server.port);
  }
  return fmt::format("no answer to {} SYN{}: a firewall drops {}, or the host is gone", syns, syns == 1 ? "" : "s",
                     syns == 1 ? "it" : "them");
}

}  // namespace

summary sum_up(const flow& whole) {
  summary found;
  if (whole.steps.empty()) return found;
  const auto completes = std::ranges::find_if(whole.steps, [](const step& each) {
    return each.client == tcp_state::established && each.server == tcp_state::established;
  });
  const bool opened = whole.from_the_start && completes != whole.steps.end();
  if (opened) found.handshake = completes->seen.time - whole.steps.front().seen.time;
  found.round_trip = round_trip_of(whole, side::client);
  found.retransmissions = static_cast<unsigned>(
      std::ranges::count_if(whole.steps, [](const step& each) { return each.what.retransmission; }));
  add_exchanges(whole, found);
  add_close(whole, found);
  return found;
}

std::vector<std::string> remarks_on(const flow& whole, const summary& figures) {
  std::vector<std::string> all;
  if (whole.missed != 0) {
    all.push_back(fmt::format("the capture had no room for {} segments: there are gaps", whole.missed));
  }
  if (!whole.from_the_start) all.emplace_back("the capture begins in the middle of the connection");
  if (whole.from_the_start && !figures.handshake) {
    all.push_back(unopened(whole, figures));
    return all;
  }
  if (figures.reset_by) {
    all.push_back(fmt::format("reset by the {}: what was on its way is lost, and neither side waits in TIME_WAIT",
                              name(*figures.reset_by)));
    return all;
  }
  if (figures.closed_first && figures.close_segments == 3) {
    all.push_back(
        fmt::format("closed in three segments, not the textbook's four: the {} had nothing more to say, and "
                    "its ACK and its FIN went as one",
                    name(other(*figures.closed_first))));
  }
  const step& last = whole.steps.back();
  const bool over = last.client == tcp_state::closed || last.server == tcp_state::closed || figures.waits;
  if (!over) all.emplace_back("the capture ends before the connection does");
  return all;
}

}  // namespace synfin::trace
