#include "client/trace/figures/summary.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <limits>
#include <span>

#include "client/trace/figures/round_trips.hpp"
#include "client/trace/figures/server_remarks.hpp"
#include "client/trace/figures/tls_opening.hpp"
#include "client/trace/figures/troubles.hpp"
#include "client/trace/words/phrase.hpp"
#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

std::string name(side which, language in) { return say(in, which == side::client ? phrase::client : phrase::server); }

std::int64_t length_of(const step& each) noexcept {
  return std::int64_t{each.seen.size} + (each.seen.syn ? 1 : 0) + (each.seen.fin ? 1 : 0);
}

/// Of the client's segments: a capture is taken to be made near it, and from there the server's round trips cannot be
/// seen. Where the client's kernel was asked, it knows better.
void add_round_trips(const flow& whole, summary& into) {
  const auto seen = round_trips_of(whole, side::client);
  into.round_trip = seen.least;
  into.smoothed = seen.smoothed;
  into.variation = seen.variation;
  into.round_trips = seen.samples;
  for (const tcp_sample& each : whole.samples) {
    if (each.of != side::client || !each.rtt) continue;
    into.smoothed = each.rtt;
    into.variation = each.rttvar;
    into.round_trips = 0;
  }
}

/// Is it ESTABLISHED, or has been? The ACK that says so may not have been captured, but one behind it.
bool has_opened(tcp_state state) noexcept {
  switch (state) {
    case tcp_state::closed:
    case tcp_state::listen:
    case tcp_state::syn_sent:
    case tcp_state::syn_received:
    case tcp_state::unknown: return false;
    default: return true;
  }
}

/// An RST of one that still asks: what it was told was of a connection that it does not know (RFC 9293 §3.5.1).
bool ends_older_connection(const step& each) noexcept {
  const tcp_state sender = each.from == side::client ? each.client : each.server;
  return each.seen.rst && !each.what.unacceptable && sender == tcp_state::syn_sent;
}

void add_set_up(const flow& whole, summary& into) {
  bool client = false;
  bool server = false;
  const auto completes = std::ranges::find_if(whole.steps, [&](const step& each) {
    client = client || has_opened(each.client);
    server = server || has_opened(each.server);
    return client && server;
  });
  if (!whole.from_the_start || completes == whole.steps.end()) return;
  into.handshake = completes->seen.time - whole.steps.front().seen.time;
  into.set_up_segments = static_cast<unsigned>(completes - whole.steps.begin()) + 1;
  const std::span set_up(whole.steps.begin(), into.set_up_segments);
  into.set_up_again = std::ranges::any_of(set_up, [](const step& each) { return each.what.retransmission; });
  const auto older = std::ranges::find_if(set_up, ends_older_connection);
  if (older != set_up.end()) into.outdated = other(older->from);
}

void add_exchanges(const flow& whole, summary& into) {
  const auto opening = tls_opening_of(whole);
  if (opening) into.tls = whole.steps[opening->last].seen.time - whole.steps[opening->first].seen.time;
  std::optional<wall::time_point> asked;
  std::optional<wall::time_point> answered;
  std::optional<side> last;
  for (std::size_t i = 0; i < whole.steps.size(); ++i) {
    const step& each = whole.steps[i];
    if (each.fresh == 0) continue;
    const bool client = each.from == side::client;
    (client ? into.sent : into.received) += each.fresh;
    if (opening && i <= opening->last) continue;
    if (client && !asked) asked = each.seen.time;
    if (!client && (asked || !opening)) {  // before that the server of TLS sends tickets
      if (!answered) answered = each.seen.time;
      if (last == side::client) ++into.exchanges;
      into.transfer = each.seen.time - *answered;
    }
    last = each.from;
  }
  if (asked && answered && *answered >= *asked) into.first_byte = *answered - *asked;
}

/// `before`: the states of client and server.
void note_reset(const step& each, const std::array<tcp_state, 2>& before, summary& into) {
  const side whose = other(each.from);
  if (before[static_cast<std::size_t>(whose)] == tcp_state::time_wait) {
    into.wait_ended = whose;
  } else if (!into.reset_by && !into.wait_ended) {
    into.reset_by = each.from;
  }
}

void add_close(const flow& whole, summary& into) {
  std::optional<wall::time_point> began;
  std::array<std::optional<std::int64_t>, 2> fins;  // by side: what acknowledges its FIN
  std::array<bool, 2> acked{};
  std::array before{tcp_state::closed, tcp_state::closed};
  constexpr auto never = std::numeric_limits<std::int64_t>::max();
  for (const step& each : whole.steps) {
    const auto mine = static_cast<std::size_t>(each.from);
    const auto theirs = 1 - mine;
    bool counts = false;
    if (into.closed_first && *into.closed_first != each.from) into.after_fin += each.fresh;
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
    // One that both have survived was of an older connection.
    const bool ends = each.client == tcp_state::closed || each.server == tcp_state::closed;
    if (each.seen.rst && !each.what.unacceptable && ends) note_reset(each, before, into);
    before = {each.client, each.server};
  }
  if (began) into.close = whole.steps.back().seen.time - *began;
  const step& last = whole.steps.back();
  if (last.client == tcp_state::time_wait) into.waits = side::client;
  if (last.server == tcp_state::time_wait) into.waits = side::server;
  into.crossed = last.client == tcp_state::time_wait && last.server == tcp_state::time_wait;
}

/// How the textbook's three and four segments fared.
void compare_with_textbook(const summary& figures, language in, std::vector<std::string>& into) {
  if (figures.outdated) {
    into.push_back(say(in, phrase::remark_set_up_older, figures.set_up_segments, name(*figures.outdated, in),
                       name(other(*figures.outdated), in)));
  } else if (figures.set_up_segments > 3 && figures.set_up_again) {
    into.push_back(say(in, phrase::remark_set_up_again, figures.set_up_segments));
  }
  if (figures.closed_first && figures.close_segments == 3) {
    into.push_back(say(in, phrase::remark_three_segments, name(other(*figures.closed_first), in)));
  }
  if (figures.crossed) into.push_back(say(in, phrase::remark_crossed));
  if (figures.closed_first && figures.after_fin != 0 && !figures.crossed) {
    into.push_back(say(in, phrase::remark_half_closed, name(*figures.closed_first, in),
                       name(other(*figures.closed_first), in), thousands(figures.after_fin)));
  }
}

std::vector<std::string> unlike_the_textbook(const flow& whole, const summary& figures, language in) {
  std::vector<std::string> all;
  if (whole.link) all = remarks_on(*whole.link, in);
  if (whole.missed != 0) all.push_back(say(in, phrase::remark_missed, whole.missed));
  if (!whole.from_the_start) all.push_back(say(in, phrase::remark_from_middle));
  if (whole.from_the_start && !figures.handshake) {
    all.push_back(why_not_open(whole, in));
    return all;
  }
  for (std::string& each : told_by_icmp(whole, in)) all.push_back(std::move(each));
  if (figures.reset_by) {
    all.push_back(say(in, phrase::remark_reset, name(*figures.reset_by, in)));
    return all;
  }
  compare_with_textbook(figures, in, all);
  if (figures.wait_ended) {
    const side whose = *figures.wait_ended;
    all.push_back(say(in, phrase::remark_wait_ended, name(whose, in), name(other(whose), in)));
  }
  const step& last = whole.steps.back();
  const bool over = last.client == tcp_state::closed || last.server == tcp_state::closed || figures.waits;
  if (!over) all.push_back(say(in, phrase::remark_ends_early));
  return all;
}

}  // namespace

summary sum_up(const flow& whole) {
  summary found;
  if (whole.steps.empty()) return found;
  add_set_up(whole, found);
  add_round_trips(whole, found);
  found.retransmissions = static_cast<unsigned>(
      std::ranges::count_if(whole.steps, [](const step& each) { return each.what.retransmission; }));
  add_exchanges(whole, found);
  add_close(whole, found);
  return found;
}

std::vector<std::string> remarks_on(const flow& whole, const summary& figures, language in) {
  std::vector<std::string> all = unlike_the_textbook(whole, figures, in);
  if (whole.servers) std::ranges::copy(server_remarks(*whole.servers, in), std::back_inserter(all));
  return all;
}

}  // namespace synfin::trace
