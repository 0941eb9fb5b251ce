#include "client/trace/scenes/scenes.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/trace/scenes/stream_lanes.hpp"
#include "client/trace/speech/speech.hpp"
#include "client/trace/wire/icmp.hpp"
#include "client/trace/words/phrase.hpp"
#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

enum class part : std::uint8_t { set_up, keys, exchange, close };

/// `mss 1460 ws 7 sack ts`: what a SYN offers.
std::string option_words(const tcp_options& offered) {
  std::string words;
  if (offered.mss) words += fmt::format(" mss {}", *offered.mss);
  if (offered.window_scale) words += fmt::format(" ws {}", *offered.window_scale);
  if (offered.sack_permitted) words += " sack";
  if (offered.timestamps) words += " ts";
  return words;
}

std::string note_words(const step& each) {
  const notes& what = each.what;
  std::string words;
  if (what.retransmission) words += what.spurious ? "  spurious retransmission" : "  retransmission";
  if (what.copied) words += "  a copy";
  if (what.late) words += "  late, overtaken";
  if (what.out_of_order) words += "  after a gap";
  if (what.keep_alive) words += "  keep-alive";
  if (what.window_probe) words += "  window probe";
  if (what.unacceptable) words += "  not acceptable";
  if (what.duplicate_ack) words += "  duplicate";
  if (what.d_sack) words += "  twice (D-SACK)";
  if (what.window_update) words += fmt::format("  window {}", thousands(each.window));
  if (what.zero_window) words += "  window 0: no room";
  const fate& became = each.seen.became;
  if (became.lost) words += "  lost";
  if (became.no_room) words += "  lost: queue full";
  if (became.held) words += "  comes late";
  if (became.doubled) words += "  comes twice";
  return words;
}

std::string icmp_words(const icmp_error& said) {
  return fmt::format("ICMP{} {}, from {}", said.by.v6 ? "v6" : "", words_of(said), said.by.host_text());
}

/// `SYN+ACK`.
std::string flag_words(const segment& seen) {
  std::string flags;
  const auto flag = [&flags](bool set, std::string_view name) {
    if (set) flags += fmt::format("{}{}", flags.empty() ? "" : "+", name);
  };
  flag(seen.syn, "SYN");
  flag(seen.fin, "FIN");
  flag(seen.rst, "RST");
  flag(seen.acks, "ACK");
  return flags.empty() ? "no flags" : flags;
}

/// A segment without payload, or one whose payload says nothing new. Where there is something remarkable in it, what
/// every such segment says gives way: a line has no room for both.
std::string segment_words(const step& each) {
  const segment& seen = each.seen;
  if (seen.icmp) return icmp_words(*seen.icmp);
  const std::string notes = note_words(each);
  const bool only_data = seen.size != 0 && !seen.syn && !seen.fin && !seen.rst;
  if (only_data && !notes.empty()) {
    return fmt::format("seq {}  {} B{}", each.seq, thousands(std::uint64_t{seen.size}), notes);
  }
  std::string words = flag_words(seen);
  const std::string_view gap = seen.syn ? " " : "  ";  // a SYN has so much to say
  if (seen.syn || seen.fin || seen.rst || seen.size != 0) words += fmt::format("{}seq {}", gap, each.seq);
  if (seen.acks) words += fmt::format("{}ack {}", gap, each.ack);
  if (seen.size != 0) words += fmt::format("  {} B", thousands(std::uint64_t{seen.size}));
  // One that comes again offers what it did.
  if (seen.syn && !each.what.retransmission && !each.what.copied) words += option_words(seen.options);
  return words + notes;
}

/// Segments of one side that say little one by one: the rest of a body, and what acknowledges it.
struct run {
  std::size_t data = 0;
  std::uint64_t bytes = 0;
  std::size_t acks = 0;
  std::size_t updates = 0;
  std::size_t duplicates = 0;  // of the ACKs

  std::size_t lines() const noexcept { return data + acks; }
};

class teller {
 public:
  teller(const flow& whole, const telling& how)
      : whole_(whole),
        how_(how),
        heard_(hear(whole, how.columns)),
        lanes_(stream_lanes(whole, heard_)),
        last_answer_(last_answer_of(whole)) {}

  std::vector<scene> tell() {
    for (std::size_t i = 0; i < whole_.steps.size();) i = take(i);
    return std::move(scenes_);
  }

 private:
  /// Takes one line's segments, from `i` on; where the next line begins.
  std::size_t take(std::size_t i) {
    const step& each = whole_.steps[i];
    const told& said = heard_.steps[i];
    half_closed_ = half_closed_ || closes_half(each);
    const bool answering = half_closed_ && i <= last_answer_;
    turn_to(answering ? part::exchange : part_of(each, said), each.from, said, pause_before(i));
    half_closed_ = half_closed_ || closes_half(each);  // the request's own segment may say it
    if (!how_.unfold && in_ == part::exchange && foldable(i)) {
      const std::size_t end = end_of_run(i);
      if (end - i >= least_folded) return fold(i, end);
    }
    std::string words = said.begins() ? said.words + note_words(each) : segment_words(each);
    if (said.begins() && each.seen.fin) words = "FIN+ACK  " + words;
    add(i, i, std::move(words), each.from);
    return i + 1;
  }

  /// The server's last segment with payload that is new; 0 where there is none.
  static std::size_t last_answer_of(const flow& whole) noexcept {
    std::size_t last = 0;
    for (std::size_t i = 0; i < whole.steps.size(); ++i) {
      const step& each = whole.steps[i];
      if (each.from == side::server && each.fresh != 0) last = i;
    }
    return last;
  }

  /// Has the client asked, and says now that it will not ask again?
  bool closes_half(const step& each) const noexcept {
    return each.from == side::client && each.seen.fin && in_ == part::exchange && !answered_;
  }

  bool came_about() const noexcept { return !whole_.refused && (!whole_.silent || whole_.one_way); }

  part part_of(const step& each, const told& said) const noexcept {
    if (!came_about()) return part::set_up;
    if (each.seen.icmp || each.what.unacceptable) return in_;
    const auto over = [](tcp_state state) {
      return state != tcp_state::established && state != tcp_state::listen && state != tcp_state::syn_sent &&
             state != tcp_state::syn_received && state != tcp_state::unknown;
    };
    const bool begun = each.seen.syn || each.client == tcp_state::syn_sent || each.server == tcp_state::syn_received;
    if (begun) return part::set_up;
    const bool fresh =
        each.seen.size != 0 && !each.what.retransmission && !each.what.keep_alive && !each.what.window_probe;
    const bool speaks = fresh || said.begins();
    if (!speaks && (each.seen.rst || over(each.client) || over(each.server))) return part::close;
    const bool goes_on = in_ == part::keys && !said.begins();
    return goes_on || (said.handshake() && exchanges_ == 0) ? part::keys : part::exchange;
  }

  void turn_to(part wanted, side from, const told& said, wall::duration pause) {
    const bool asks = from == side::client && said.begins();
    // The ACK that ends the handshake has its states already behind it; of two who open at once none sends it.
    const bool last_of_set_up =
        in_ == part::set_up && wanted == part::exchange && !scenes_.empty() && !settled_ && !asks;
    if (last_of_set_up && whole_.from_the_start && !whole_.opened_at_once) {
      settled_ = true;
      return;
    }
    if (in_ == part::close && wanted != part::exchange) wanted = part::close;
    const bool next_request = wanted == part::exchange && said.asks() && answered_ && !heard_.http2;
    if (!scenes_.empty() && wanted == in_ && !next_request) return;
    if (in_ == part::close && wanted == part::exchange && !asks) return;
    in_ = wanted;
    answered_ = false;
    settled_ = settled_ || wanted != part::set_up;
    scenes_.push_back({heading() + pause_words(pause), {}});
  }

  wall::duration pause_before(std::size_t i) const noexcept {
    return i == 0 ? wall::duration::zero() : whole_.steps[i].seen.time - whole_.steps[i - 1].seen.time;
  }

  /// Of a pause that somebody made on purpose, not of a round trip.
  std::string pause_words(wall::duration pause) const {
    constexpr std::chrono::milliseconds least{250};
    if (pause < least) return {};
    return say(how_.in, phrase::heading_pause, fmt::format("{:.2f}", std::chrono::duration<double>(pause).count()));
  }

  std::string heading() {
    switch (in_) {
      case part::set_up:
        return say(how_.in,
                   came_about() && !whole_.opened_at_once ? phrase::heading_handshake : phrase::heading_set_up);
      case part::keys: return say(how_.in, phrase::heading_keys);
      case part::exchange:
        ++exchanges_;
        return heard_.http2 ? streams_heading() : say(how_.in, phrase::heading_exchange, exchanges_);
      case part::close: return say(how_.in, phrase::heading_close);
    }
    return {};
  }

  /// HTTP/2's exchanges overlap: all of them are under one heading.
  std::string streams_heading() const {
    if (heard_.streams == 1) return say(how_.in, phrase::heading_one_stream);
    return say(how_.in, phrase::heading_streams, heard_.streams);
  }

  /// Does it say little alone? More of a body, an acknowledgment.
  bool foldable(std::size_t i) const noexcept {
    const step& each = whole_.steps[i];
    const notes& what = each.what;
    const bool odd = what.retransmission || what.copied || what.late || what.out_of_order || what.d_sack ||
                     (what.duplicate_ack && each.duplicates <= told_duplicates) || what.zero_window ||
                     what.keep_alive || what.window_probe || each.seen.became != fate{};
    const told& said = heard_.steps[i];
    const bool new_exchange = said.asks() && answered_;
    const bool flagged = each.seen.syn || each.seen.fin || each.seen.rst || each.seen.icmp;
    return !odd && said.bulk() && !new_exchange && !flagged;
  }

  /// As far as data of one side and the other's acknowledgments go on.
  std::size_t end_of_run(std::size_t begin) const {
    std::size_t end = begin;
    std::optional<side> sender;
    for (; end < whole_.steps.size(); ++end) {
      const step& each = whole_.steps[end];
      const bool sends = each.seen.size != 0;
      if (!foldable(end) || (sends && sender && *sender != each.from)) break;
      if (sends) sender = each.from;
    }
    return end;
  }

  std::size_t fold(std::size_t begin, std::size_t end) {
    run all;
    side from = whole_.steps[begin].from;
    for (std::size_t i = begin; i < end; ++i) {
      const step& each = whole_.steps[i];
      if (each.seen.size == 0) {
        ++all.acks;
        all.updates += each.what.window_update ? 1U : 0U;
        all.duplicates += each.what.duplicate_ack ? 1U : 0U;
        continue;
      }
      from = each.from;
      ++all.data;
      all.bytes += each.seen.size;
    }
    std::string words = all.data == 0 ? load::counted(all.acks, "ACK")
                                      : fmt::format("{}, {}", load::counted(all.data, "segment"),
                                                    load::bytes_text(static_cast<double>(all.bytes)));
    if (all.data != 0 && all.acks != 0) words += fmt::format(", {}", load::counted(all.acks, "ACK"));
    if (all.duplicates != 0) words += fmt::format(", {}", load::counted(all.duplicates, "duplicate"));
    if (all.updates != 0) words += fmt::format(", {}", load::counted(all.updates, "window update"));
    if (from == side::server) answered_ = true;
    add(begin, end - 1, std::move(words), from);
    return end;
  }

  void add(std::size_t begin, std::size_t end, std::string words, side from) {
    const step& first = whole_.steps[begin];
    const step& last = whole_.steps[end];
    if (from == side::server && first.seen.size != 0) answered_ = true;
    if (scenes_.empty()) scenes_.push_back({heading(), {}});
    scenes_.back().arrows.push_back({first.seen.time, last.seen.time, first.seen.sure, from, std::move(words),
                                     last.client, last.server, begin, end + 1, lanes_[end],
                                     first.seen.became.arrives()});
  }

  static constexpr std::size_t least_folded = 4;
  static constexpr unsigned told_duplicates = 3;  // after so many the sender sends again (RFC 5681 §3.2)

  const flow& whole_;
  telling how_;
  conversation heard_;
  std::vector<std::string> lanes_;  // by step
  std::vector<scene> scenes_;
  part in_ = part::set_up;
  std::size_t last_answer_;
  bool answered_ = false;     // in this exchange the server has said something
  bool half_closed_ = false;  // the client's FIN came before the answer, which belongs to the exchange still
  bool settled_ = false;      // the handshake's last ACK is behind us
  unsigned exchanges_ = 0;
};

}  // namespace

std::vector<scene> scenes_of(const flow& whole, const telling& how) { return teller(whole, how).tell(); }

}  // namespace synfin::trace
