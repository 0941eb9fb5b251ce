#include "client/trace/flow/flow.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "client/trace/flow/direction.hpp"
#include "client/trace/flow/holes.hpp"
#include "client/trace/flow/one_connection.hpp"
#include "client/trace/wire/icmp.hpp"

namespace synfin::trace {
namespace {

constexpr unsigned most_scale = 14;  // RFC 7323 §2.3

/// Puts a connection's segments in their places, one after another.
class follower {
 public:
  explicit follower(flow start)
      : found_(std::move(start)),
        client_(state_before(found_, side::client)),
        server_(state_before(found_, side::server)),
        syn_crosses_(found_.opened_at_once) {}

  /// A FIN that has `crossed` the other's arrives when that one has been sent.
  void add(const segment& next, bool crossed) {
    step made;
    made.seen = next;
    made.from = next.from == found_.client ? side::client : side::server;
    if (next.icmp) {
      place_error(made, *next.icmp);
    } else {
      place(made, crossed);
    }
    made.client = client_.state();
    made.server = server_.state();
    found_.steps.push_back(std::move(made));
  }

  flow take() { return std::move(found_); }

 private:
  void place(step& made, bool crossed) {
    const segment& next = made.seen;
    direction& mine = directions_[index(made.from)];
    direction& theirs = directions_[index(other(made.from))];
    if (!mine.begun() && next.rst && next.seq == 0) mine.acknowledged(1);  // of a port that nobody listens on
    if (next.syn) mine.opens(next.seq);
    made.seq = mine.place_of(next.seq);
    if (next.acks) made.ack = theirs.acknowledged(next.ack);
    if (next.syn) mine.scale = next.options.window_scale;
    time_handshake(made);
    const auto looked = see(made, mine);
    made.fresh = static_cast<std::uint32_t>(std::min<std::uint64_t>(looked.fresh, next.size));
    made.window = std::uint64_t{next.window} << scale_of(next, mine, theirs);
    made.what = notes_of(made, mine, theirs);
    made.what.unacceptable = next.rst && !resets(made, mine, theirs);
    note_repeats(made, mine, looked);
    remember_repeat(made, mine);
    if (made.what.d_sack) mark_spurious(made, theirs);
    if (made.what.duplicate_ack) made.duplicates = ++mine.duplicates;
    if (!made.what.unacceptable) {
      note(made, mine, theirs);
      move(made, mine, theirs, crossed);
    }
    mine.steps.push_back(found_.steps.size());
  }

  void place_error(step& made, const icmp_error& said) {
    const side told = other(made.from);
    made.seq = directions_[index(told)].place_of(made.seen.seq);
    if (ends_the_way(said)) (told == side::client ? client_ : server_).is_told_of_no_way();
  }

  static std::size_t index(side which) noexcept { return static_cast<std::size_t>(which); }

  /// How many numbers it takes (RFC 9293 §3.4). What an RST carries is a text about the reason (§3.5.3).
  static std::int64_t length_of(const segment& next) noexcept {
    return next.rst ? 0 : std::int64_t{next.size} + (next.syn ? 1 : 0) + (next.fin ? 1 : 0);
  }

  /// Is it an RST that its receiver obeys? RFC 9293 §3.10.7.3: in SYN_SENT one that acknowledges the SYN; §3.10.7.4:
  /// else one within the window. Which number in there is due, where RFC 5961 would ask again, a capture cannot know.
  bool resets(const step& made, const direction& mine, const direction& theirs) const noexcept {
    const tcp_end& receiver = made.from == side::client ? server_ : client_;
    if (receiver.state() == tcp_state::syn_sent) {
      return made.seen.acks && made.ack > 0 && made.ack <= theirs.end();
    }
    if (!theirs.last_ack) return true;  // nobody saw what it waits for
    return made.seq >= *theirs.last_ack &&
           (made.seq <= mine.end() || made.seq < *theirs.last_ack + room_of(theirs, mine));
  }

  /// How far behind what it has acknowledged an end takes numbers; where the scale of its windows is not known, at
  /// most.
  static std::int64_t room_of(const direction& of, const direction& other) noexcept {
    const bool known = of.syn_seen && other.syn_seen;
    return static_cast<std::int64_t>(of.last_window.value_or(0)) << (known ? 0 : most_scale);
  }

  /// RFC 7323 §2.2: never in a SYN, and only where both SYNs offered it.
  static unsigned scale_of(const segment& next, const direction& mine, const direction& theirs) noexcept {
    const bool scales = !next.syn && theirs.scale.has_value();
    return scales ? std::min(mine.scale.value_or(0), most_scale) : 0;
  }

  /// From the last SYN to the ACK that answers its answer: about a round trip, wherever it was captured.
  void time_handshake(const step& made) noexcept {
    if (made.from != side::client || round_trip_) return;
    if (made.seen.syn) {
      asked_ = made.seen.time;
    } else if (asked_ && made.seen.acks) {
      round_trip_ = made.seen.time - *asked_;
    }
  }

  static holes::found see(const step& made, direction& mine) {
    const std::int64_t end = made.seq + length_of(made.seen);
    if (end == made.seq) return {};
    const holes::sighting by{made.seen.time, made.seen.options.ts_value};
    if (made.seen.became.arrives()) mine.arrived.see(made.seq, end, by);
    return mine.seen.see(made.seq, end, by);
  }

  static notes notes_of(const step& made, const direction& mine, const direction& theirs) noexcept {
    notes found;
    const segment& next = made.seen;
    if (next.rst) return found;
    const bool closed = theirs.last_window == 0;
    found.zero_window = next.window_known && next.window == 0 && !next.syn;
    found.out_of_order = mine.end() != 0 && made.seq > mine.next();
    found.window_probe = closed && (asks_again(made, mine, theirs) || sends_one_byte(made, theirs));
    found.keep_alive = !closed && asks_again(made, mine, theirs);
    found.d_sack = next.acks && reports_a_double(next);
    const bool asks = found.keep_alive || found.window_probe;
    if (asks || length_of(next) != 0 || !next.acks || mine.last_ack != made.ack) return found;
    if (!next.window_known || !mine.last_window) return found;
    // As far as this window can tell: that of the SYN was not scaled, and is cut down here.
    const std::uint64_t before = *mine.last_window >> scale_of(next, mine, theirs);
    const bool same_window = next.window == before || next.options.sack_blocks != 0;
    // Where there is no room, it is the answer to a probe.
    found.duplicate_ack = same_window && !found.d_sack && !found.zero_window && theirs.end() > made.ack;
    found.window_update = !found.duplicate_ack && next.window > before;
    return found;
  }

  /// Has it the number before the next one, while all before that is acknowledged, and nothing new (RFC 9293 §3.8.4)?
  /// What is not acknowledged comes again for itself.
  static bool asks_again(const step& made, const direction& mine, const direction& theirs) noexcept {
    const segment& next = made.seen;
    const bool plain = !next.syn && !next.fin && next.size <= 1 && made.fresh == 0;
    return plain && made.seq + 1 == mine.next() && theirs.last_ack && *theirs.last_ack >= mine.next();
  }

  /// RFC 9293 §3.8.6.1: what a closed window is probed by.
  static bool sends_one_byte(const step& made, const direction& theirs) noexcept {
    return made.seen.size == 1 && !made.seen.syn && !made.seen.fin && made.seq == theirs.last_ack;
  }

  /// RFC 2883 §4: the first block is below what is acknowledged, or within the second.
  static bool reports_a_double(const segment& next) noexcept {
    const auto before = [](std::uint32_t one, std::uint32_t two) { return static_cast<std::int32_t>(one - two) <= 0; };
    const auto& [first, second, third, fourth] = next.options.sacks;
    if (next.options.sack_blocks == 0) return false;
    if (before(first.end, next.ack)) return true;
    return next.options.sack_blocks > 1 && before(second.begin, first.begin) && before(first.end, second.end);
  }

  /// Is it the packet that `other` was, down to its clock and its number? Without a number (IPv6), or without a clock,
  /// the same words may have been said twice.
  static bool same_packet(const segment& one, const segment& other) noexcept {
    const auto flags = [](const segment& each) { return std::array{each.syn, each.fin, each.psh, each.acks}; };
    const bool tells = one.options.timestamps && (one.packet_id || length_of(one) != 0);
    return tells && one.options == other.options && one.packet_id == other.packet_id && flags(one) == flags(other) &&
           one.seq == other.seq && one.ack == other.ack && one.window == other.window && one.size == other.size;
  }

  bool is_copy(const step& made, const direction& mine) const noexcept {
    constexpr std::size_t looked_at = 64;  // a copy comes soon behind its original
    const std::size_t from = mine.steps.size() - std::min(looked_at, mine.steps.size());
    return std::any_of(mine.steps.begin() + static_cast<std::ptrdiff_t>(from), mine.steps.end(),
                       [&](std::size_t at) { return same_packet(made.seen, found_.steps[at].seen); });
  }

  /// What of it is not new: sent again, doubled on its way, or come late.
  void note_repeats(step& made, const direction& mine, const holes::found& looked) const noexcept {
    const std::int64_t length = length_of(made.seen);
    if (made.seen.rst || made.what.keep_alive || made.what.window_probe) return;
    if (looked.fresh == 0 && is_copy(made, mine)) {
      made.what = {.copied = true};
      return;
    }
    if (length == 0 || made.seq + length > mine.end() || made.seq >= mine.end()) return;
    // The first SYN+ACK behind a SYN that crossed another has the number of that.
    if (made.seen.syn && made.seen.acks && !mine.syn_answers) return;
    made.what.late = looked.filled && overtaken(made, *looked.filled);
    made.what.retransmission = !made.what.late;
  }

  /// Was it sent before the segment that showed its absence? If both were sent within a tick of the sender's clock, or
  /// there is none: did it come sooner than an answer to its absence could?
  bool overtaken(const step& made, const holes::sighting& by) const noexcept {
    const auto later = static_cast<std::int32_t>(made.seen.options.ts_value - by.ts_value);
    if (later != 0) return later < 0;
    return round_trip_ && made.seen.time - by.time < *round_trip_;
  }

  /// Keeps in mind what the receiver may say of it, by D-SACK, that it came twice.
  void remember_repeat(const step& made, direction& mine) const {
    const bool again = made.what.retransmission || made.what.copied;
    if (again && length_of(made.seen) != 0 && made.seen.became.arrives()) mine.again[made.seq] = found_.steps.size();
  }

  /// The retransmission whose like had come already, as this D-SACK says.
  void mark_spurious(const step& made, direction& theirs) {
    constexpr int looked_at = 16;  // of those that begin before the byte, what was cut otherwise may hold it, too
    const std::int64_t twice = theirs.place_of(made.seen.options.sacks.front().begin);
    auto at = theirs.again.upper_bound(twice);
    std::optional<std::size_t> last;
    for (int i = 0; i < looked_at && at != theirs.again.begin(); ++i) {
      --at;
      const bool holds = at->first + length_of(found_.steps[at->second].seen) > twice;
      if (holds && at->second >= last.value_or(0)) last = at->second;
    }
    if (last) found_.steps[*last].what.spurious = found_.steps[*last].what.retransmission;
  }

  static void note(const step& made, direction& mine, direction& theirs) {
    const std::int64_t end = made.seq + length_of(made.seen);
    if (end != made.seq) mine.reached(end);
    mine.told = std::max(mine.told, made.seq);
    if (made.seen.fin) mine.fin_end = end;
    if (!made.seen.acks) return;
    mine.syn_answers = mine.syn_answers || made.seen.syn;
    if (mine.last_ack != made.ack) mine.duplicates = 0;
    mine.last_ack = made.ack;
    if (!made.seen.rst && made.seen.window_known) mine.last_window = made.window;
    theirs.seen.forget(made.ack);
    theirs.arrived.forget(made.ack);
  }

  void move(const step& made, direction& mine, direction& theirs, bool crossed) noexcept {
    tcp_end& sender = made.from == side::client ? client_ : server_;
    tcp_end& receiver = made.from == side::client ? server_ : client_;
    const bool acks_all = made.seen.acks && made.ack >= theirs.fin_end.value_or(1);
    if (acks_all && theirs.fin_end && !std::exchange(theirs.fin_taken, true)) {
      sender.receives({.fin = true});  // whatever of what was before it is not captured
    }
    // In SYN_SENT the RST that answers a segment of an older connection ends nothing (RFC 9293 §3.5.1).
    const bool only_answers = sender.state() == tcp_state::syn_sent && made.seq != mine.end();
    if (syn_crosses_ && server_.state() == tcp_state::syn_sent) take_crossed_syn();
    sender.sends({made.seen.syn, acks_all, made.seen.fin, made.seen.rst && !only_answers});
    if (!made.seen.became.arrives() || (syn_crosses_ && made.from == side::client)) return;
    if (crossed) {
      on_its_way_ = tcp_event{.fin = true};  // what it acknowledges is no FIN
      return;
    }
    if (made.seen.fin && on_its_way_ && !std::exchange(theirs.fin_taken, true)) {
      sender.receives(*on_its_way_);
      on_its_way_.reset();
    }
    receiver.receives({made.seen.syn, acks_all, takes_fin(made, mine), made.seen.rst});
  }

  /// The client's, that the server's own has met on its way, comes before the next segment.
  void take_crossed_syn() noexcept {
    server_.receives({.syn = true});
    syn_crosses_ = false;
  }

  /// Does the other side take this one's FIN now? It waits for what was sent before (RFC 9293 §3.10.7.4).
  static bool takes_fin(const step& made, direction& mine) noexcept {
    if (!mine.fin_end) return false;
    if (mine.fin_taken) return made.seen.fin;
    mine.fin_taken = mine.arrived.whole_to(*mine.fin_end);
    return mine.fin_taken;
  }

  flow found_;
  std::array<direction, 2> directions_;
  tcp_end client_;
  tcp_end server_;
  std::optional<tcp_event> on_its_way_;  // a FIN that crosses the other's
  bool syn_crosses_;                     // the client's SYN has not come to the server yet, which sends its own
  std::optional<wall::time_point> asked_;
  std::optional<wall::duration> round_trip_;
};

}  // namespace

tcp_state state_before(const flow& whole, side which) noexcept {
  if (!whole.from_the_start) return tcp_state::established;
  if (which == side::client) return tcp_state::closed;
  if (whole.silent) return tcp_state::unknown;
  return whole.refused || whole.opened_at_once ? tcp_state::closed : tcp_state::listen;
}

std::expected<flow, std::string> follow(const std::vector<segment>& all, std::string_view wanted) {
  const auto found = find_connection(all, wanted);
  if (!found) return std::unexpected(found.error());
  flow start;
  start.client = found->client;
  start.server = found->server;
  start.from_the_start = found->from_the_start;
  start.refused = is_refused(*found);
  start.silent = found->from_the_start && is_silent(*found);
  start.opened_at_once = opens_at_once(*found);
  start.one_way = found->from_the_start && is_one_way(*found);
  follower following(std::move(start));
  const segment* const crossed = crossed_fin(*found);
  for (auto each = found->first; each != found->end; ++each) {
    if (found->has(*each)) following.add(*each, &*each == crossed);
  }
  return following.take();
}

void put_on_link(flow& whole, made_link link) {
  std::vector<segment> all;
  std::vector<std::size_t> clients;  // which of them are the client's
  for (const step& each : whole.steps) {
    if (each.from == side::client && !each.seen.icmp) clients.push_back(all.size());
    all.push_back(each.seen);
  }
  for (const fated_segment& each : link.fates) {
    const bool all_seen = whole.seen_by == witness::capture && whole.missed == 0;
    const bool known = each.from == side::client && all_seen && each.number <= clients.size();
    if (known) all[clients[each.number - 1]].became = each.what;
  }
  if (auto again = follow(all)) whole.steps = std::move(again->steps);
  whole.link = std::move(link);
}

}  // namespace synfin::trace
