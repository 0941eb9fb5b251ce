#include "client/trace/flow.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "client/trace/wire/icmp.hpp"

namespace synfin::trace {
namespace {

using names = std::pair<endpoint, endpoint>;  // the client's and the server's

/// One direction of the stream: its sequence numbers, counted on beyond 32 bits (RFC 9293 §3.4).
class direction {
 public:
  /// The number that stands for `wire`, near to those seen before.
  std::uint64_t place_of(std::uint32_t wire) noexcept {
    if (!first_) first_ = wire;
    const auto near = static_cast<std::uint32_t>(*first_ + end_);
    const auto distance = static_cast<std::int32_t>(wire - near);
    const std::int64_t place = static_cast<std::int64_t>(end_) + distance;
    return place < 0 ? 0 : static_cast<std::uint64_t>(place);
  }

  /// As seen from the other side, which may acknowledge what was not captured.
  std::uint64_t acknowledged(std::uint32_t wire) noexcept {
    if (!first_) first_ = wire - 1;  // what it acknowledges began before the capture did
    return place_of(wire);
  }

  bool begun() const noexcept { return first_.has_value(); }
  std::uint64_t end() const noexcept { return end_; }
  void reached(std::uint64_t end) noexcept { end_ = std::max(end_, end); }

  std::optional<std::uint64_t> fin_end;   // what acknowledges its FIN
  std::uint64_t acked = 0;                // by the other side
  std::optional<std::uint64_t> last_ack;  // that this side sent
  std::uint16_t last_window = 0;
  std::optional<unsigned> scale;  // of its windows; nullopt = its SYN was not seen, or had none

 private:
  std::optional<std::uint32_t> first_;
  std::uint64_t end_ = 0;  // behind the highest that was sent
};

/// Puts a connection's segments in their places, one after another.
class follower {
 public:
  explicit follower(flow start)
      : found_(std::move(start)),
        client_(state_before(found_, side::client)),
        server_(state_before(found_, side::server)) {}

  /// A FIN that has `crossed` the other's arrives when that one has been sent.
  void add(const segment& next, bool crossed) {
    step made;
    made.seen = next;
    made.from = next.from == found_.client ? side::client : side::server;
    if (next.icmp) {
      place_error(made);
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
    made.seq = mine.place_of(next.seq);
    if (next.acks) made.ack = theirs.acknowledged(next.ack);
    if (next.syn) mine.scale = next.options.window_scale;
    made.what = notes_of(made, mine, theirs);
    made.window = scaled(next, mine, theirs);
    note(made, mine, theirs);
    move(made, theirs, crossed);
  }

  void place_error(step& made) {
    const side told = other(made.from);
    made.seq = directions_[index(told)].place_of(made.seen.seq);
    if (ends_the_way(*made.seen.icmp)) (told == side::client ? client_ : server_).is_told_of_no_way();
  }

  static std::size_t index(side which) noexcept { return static_cast<std::size_t>(which); }

  /// How many numbers it takes (RFC 9293 §3.4).
  static std::uint64_t length_of(const segment& next) noexcept {
    return next.size + (next.syn ? 1U : 0U) + (next.fin ? 1U : 0U);
  }

  /// RFC 7323 §2.2: never in a SYN, and only where both SYNs offered it.
  static std::uint64_t scaled(const segment& next, const direction& mine, const direction& theirs) noexcept {
    constexpr unsigned most = 14;
    const bool scales = !next.syn && theirs.scale.has_value();
    return std::uint64_t{next.window} << (scales ? std::min(mine.scale.value_or(0), most) : 0);
  }

  static notes notes_of(const step& made, const direction& mine, const direction& theirs) noexcept {
    notes found;
    const segment& next = made.seen;
    const std::uint64_t end = made.seq + length_of(next);
    if (next.rst) return found;
    found.zero_window = next.window_known && next.window == 0 && !next.syn;
    if (length_of(next) != 0 && made.seq < mine.end()) {
      found.keep_alive = next.size <= 1 && !next.syn && !next.fin && end == mine.end();
      found.retransmission = !found.keep_alive && end <= mine.end();
    }
    found.out_of_order = made.seq > mine.end() && mine.end() != 0;
    // Without a byte it asks by the number before the next one.
    if (length_of(next) == 0 && made.seq + 1 == mine.end() && mine.end() > 1) found.keep_alive = true;
    const bool says_again = length_of(next) == 0 && next.acks && mine.last_ack == made.ack && !found.keep_alive;
    found.duplicate_ack = says_again && next.window_known && next.window == mine.last_window && theirs.end() > made.ack;
    found.window_update = says_again && next.window > mine.last_window;
    return found;
  }

  static void note(const step& made, direction& mine, direction& theirs) noexcept {
    const std::uint64_t end = made.seq + length_of(made.seen);
    mine.reached(end);
    if (made.seen.fin) mine.fin_end = end;
    if (!made.seen.acks) return;
    mine.last_ack = made.ack;
    mine.last_window = made.seen.window;
    theirs.acked = std::max(theirs.acked, made.ack);
  }

  void move(const step& made, const direction& theirs, bool crossed) noexcept {
    const bool acks_all = made.seen.acks && made.ack >= theirs.fin_end.value_or(1);
    const tcp_event what{made.seen.syn, acks_all, made.seen.fin, made.seen.rst};
    tcp_end& sender = made.from == side::client ? client_ : server_;
    tcp_end& receiver = made.from == side::client ? server_ : client_;
    sender.sends(what);
    if (crossed) {
      on_its_way_ = tcp_event{.fin = true};  // what it acknowledges is no FIN
      return;
    }
    if (what.fin && on_its_way_) sender.receives(*std::exchange(on_its_way_, std::nullopt));
    receiver.receives(what);
  }

  flow found_;
  std::array<direction, 2> directions_;
  tcp_end client_;
  tcp_end server_;
  std::optional<tcp_event> on_its_way_;  // a FIN that crosses the other's
};

/// Who of the two is the client: who sent the SYN; else the one with the higher port.
names ends_of(const segment& first) {
  const bool opens = first.syn && !first.acks;
  const bool answers = first.syn && first.acks;
  if (opens || (!answers && first.from.port > first.to.port)) return {first.from, first.to};
  return {first.to, first.from};
}

bool between(const segment& each, const names& ends) noexcept {
  return (each.from == ends.first && each.to == ends.second) || (each.from == ends.second && each.to == ends.first);
}

bool has(const segment& each, std::string_view wanted) {
  return wanted.empty() || each.from.text() == wanted || each.to.text() == wanted;
}

bool says_icmp(const segment& each) noexcept { return each.icmp.has_value(); }

bool from_server(const segment& each, const names& ends) noexcept {
  return !each.icmp && each.from == ends.second && each.to == ends.first;
}

/// The first FIN, where the other side's does not acknowledge it: each was sent before the other came (RFC 9293 §3.6).
template <class Iterator>
const segment* crossed_fin(Iterator begin, Iterator end, const names& ends) {
  const auto says_fin = [&ends](const segment& each) { return each.fin && between(each, ends); };
  const auto one = std::find_if(begin, end, says_fin);
  if (one == end) return nullptr;
  const auto two = std::find_if(one, end, [&](const segment& each) { return says_fin(each) && each.from == one->to; });
  if (two == end || !two->acks) return nullptr;
  const std::uint32_t behind = one->seq + one->size + 1;
  return static_cast<std::int32_t>(two->ack - behind) < 0 ? &*one : nullptr;
}

/// The connections that there are, as far as they fit into a sentence.
std::string others(const std::vector<segment>& all) {
  constexpr std::size_t most = 5;
  std::vector<names> found;
  for (const segment& each : all) {
    const auto known = [&each](const names& ends) { return between(each, ends); };
    if (!each.icmp && std::ranges::none_of(found, known)) found.push_back(ends_of(each));
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) {
    text += fmt::format("{}{} to {}", i == 0 ? "" : ", ", found[i].first.text(), found[i].second.text());
  }
  return found.size() > most ? fmt::format("{} and {} more", text, found.size() - most) : text;
}

}  // namespace

tcp_state state_before(const flow& whole, side which) noexcept {
  if (!whole.from_the_start) return tcp_state::established;
  if (which == side::client) return tcp_state::closed;
  if (whole.silent) return tcp_state::unknown;
  return whole.refused ? tcp_state::closed : tcp_state::listen;
}

std::expected<flow, std::string> follow(const std::vector<segment>& all, std::string_view wanted) {
  const auto opens = [wanted](const segment& each) { return each.syn && !each.acks && has(each, wanted); };
  const auto any = [wanted](const segment& each) { return !each.icmp && has(each, wanted); };
  auto first = std::ranges::find_if(all, opens);
  const bool from_the_start = first != all.end();
  if (!from_the_start) first = std::ranges::find_if(all, any);
  if (std::ranges::all_of(all, says_icmp)) return std::unexpected("there is no TCP segment in it");
  if (first == all.end()) {
    return std::unexpected(fmt::format("there is no connection of {} in it, but {}", wanted, others(all)));
  }
  const names ends = ends_of(*first);
  const auto answered_by = [&](bool segment::* flag) {
    return std::any_of(first, all.end(), [&](const segment& each) { return from_server(each, ends) && each.*flag; });
  };
  flow start;
  start.client = ends.first;
  start.server = ends.second;
  start.from_the_start = from_the_start;
  start.refused = from_the_start && answered_by(&segment::rst) && !answered_by(&segment::syn);
  start.silent =
      from_the_start && std::none_of(first, all.end(), [&](const segment& each) { return from_server(each, ends); });
  follower following(std::move(start));
  const segment* const crossed = crossed_fin(first, all.end(), ends);
  bool ended = false;
  for (auto each = first; each != all.end(); ++each) {
    if (!between(*each, ends)) continue;
    const bool again = each != first && each->syn && !each->acks && ended;
    if (again) break;  // the same two ports, another connection
    ended = ended || each->rst || each->fin;
    following.add(*each, &*each == crossed);
  }
  return following.take();
}

}  // namespace synfin::trace
