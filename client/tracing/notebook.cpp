#include "client/tracing/notebook.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace synfin::tracing {
namespace {

using namespace std::chrono_literals;
using trace::bracket;
using trace::happening;
using kind = trace::happening::kind;

constexpr std::size_t most_noted = 100'000;
constexpr std::size_t kept_of_arrival = std::size_t{16} * 1024;
constexpr auto one_segment = 5us;  // between the stamps of what it acknowledges

trace::endpoint endpoint_of(const net::address& from) noexcept {
  trace::endpoint made;
  made.port = from.port();
  made.v6 = from.family() == AF_INET6;
  if (made.v6) {
    std::memcpy(made.host.data(), &reinterpret_cast<const sockaddr_in6*>(from.data())->sin6_addr, sizeof(in6_addr));
  } else {
    std::memcpy(made.host.data(), &reinterpret_cast<const sockaddr_in*>(from.data())->sin_addr, sizeof(in_addr));
  }
  return made;
}

trace::tcp_sample sample_of(const net::tcp_snapshot& now, wall::time_point when) {
  trace::tcp_sample made;
  made.time = when;
  if (now.rtt_us != 0) made.rtt = std::chrono::microseconds(now.rtt_us);
  if (now.rttvar_us != 0) made.rttvar = std::chrono::microseconds(now.rttvar_us);
  if (now.congestion_window != 0) made.cwnd = now.congestion_window;
  if (now.slow_start_threshold != 0) made.ssthresh = now.slow_start_threshold;
  return made;
}

bool says_the_same(const trace::tcp_sample& one, const trace::tcp_sample& other) noexcept {
  return one.rtt == other.rtt && one.rttvar == other.rttvar && one.cwnd == other.cwnd && one.ssthresh == other.ssthresh;
}

/// Are there bytes that have come and were not read?
bool unread(int socket) noexcept {
  int left = 0;
  return ::ioctl(socket, FIONREAD, &left) == 0 && left > 0;
}

/// Takes the error that an RST has left, which recv(2) does not tell behind a FIN.
bool take_reset(int socket) noexcept {
  int problem = 0;
  socklen_t length = sizeof problem;
  const bool read = ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &problem, &length) == 0;
  return read && (problem == ECONNRESET || problem == EPIPE);
}

std::uint32_t bare_segments(const net::tcp_snapshot& of) noexcept { return of.segments_in - of.data_segments_in; }
std::uint32_t bare_segments_out(const net::tcp_snapshot& of) noexcept { return of.segments_out - of.data_segments_out; }

}  // namespace

void notebook::connecting(const net::address& local, const net::address& remote, const bracket& call) {
  seen_.client = endpoint_of(local);
  seen_.server = endpoint_of(remote);
  note({.what = kind::syn_out, .when = call, .stamp = {}, .bytes = {}});
  looked_ = call.latest;
}

void notebook::connected() {
  stamp_departures(socket_);
  const auto before = looked_;
  established_ = true;
  if (const auto now = look()) note_options(*now);
  bare_ = 0;
  note({.what = kind::established, .when = {before, wall::now()}, .stamp = {}, .bytes = {}});
}

void notebook::refused() { note({.what = kind::refused, .when = {looked_, wall::now()}, .stamp = {}, .bytes = {}}); }

void notebook::note_options(const net::tcp_snapshot& now) {
  if (now.total_retransmits == 0 && now.rtt_us != 0) seen_.syn_rtt = std::chrono::microseconds(now.rtt_us);
  seen_.agreed.sack_permitted = (now.options & TCPI_OPT_SACK) != 0;
  seen_.agreed.timestamps = (now.options & TCPI_OPT_TIMESTAMPS) != 0;
  if ((now.options & TCPI_OPT_WSCALE) != 0) seen_.agreed.window_scale = now.window_scale_out;
  seen_.offered = seen_.agreed;
  if ((now.options & TCPI_OPT_WSCALE) != 0) seen_.offered.window_scale = now.window_scale_in;
  if (now.advertised_mss != 0) seen_.offered.mss = static_cast<std::uint16_t>(now.advertised_mss);
}

void notebook::departed(std::string_view bytes, const bracket& call) noexcept {
  note({.what = kind::data_out, .when = call, .stamp = {}, .bytes = {}, .size = bytes.size()}, bytes);
  sent_ += bytes.size();
  spoke_ = std::max(spoke_, call.earliest);
  look();
}

void notebook::fin_begins() noexcept {
  take_stamps();
  note_answer_to_fin();
  fin_began_ = wall::now();
}

void notebook::fin_sent() noexcept {
  // What was held back (TCP_CORK) has left with it.
  for (auto each = seen_.all.rbegin(); each != seen_.all.rend() && each->what == kind::data_out && !each->stamp;
       ++each) {
    each->when.latest = wall::now();
  }
  note({.what = kind::fin_out, .when = {fin_began_, wall::now()}, .stamp = {}, .bytes = {}});
  fin_sent_ = true;
  bare_ = 0;
  look();
}

void notebook::reset_sent(const bracket& call) noexcept {
  note({.what = kind::rst_out, .when = call, .stamp = {}, .bytes = {}});
  ended_ = true;
}

/// An ACK may be put off until it goes with our FIN (RFC 9293 §3.8.6.3); TCP_INFO counts what went by itself.
void notebook::note_answer_to_fin() noexcept {
  const auto now = look();
  if (!now || !bare_out_ || bare_segments_out(*now) > *bare_out_) return;
  for (happening& each : seen_.all) {
    if (each.what == kind::fin_in) each.answered = false;
  }
}

void notebook::note(happening fresh, std::string_view bytes) noexcept {
  try {
    if (seen_.all.size() == most_noted) throw std::bad_alloc();
    fresh.bytes = bytes;
    seen_.all.push_back(std::move(fresh));
  } catch (const std::bad_alloc&) {
    ++seen_.missed;
  }
}

/// Puts bytes behind those of the last thing noted, as far as they have been kept.
void notebook::append(std::string_view bytes) noexcept {
  happening& last = seen_.all.back();
  const bool all_kept = last.bytes.size() == last.size;
  last.size += bytes.size();
  if (!all_kept) return;
  try {
    last.bytes += bytes.substr(0, kept_of_arrival - std::min(kept_of_arrival, last.bytes.size()));
  } catch (const std::bad_alloc&) {
    ++seen_.missed;
  }
}

/// The kernel's stamp, unless it may be that of what came behind: the kernel joins segments that nobody has read yet,
/// a FIN too, and keeps the last one's.
notebook::happening_time notebook::time_of_arrival(const std::optional<wall::time_point>& came) const noexcept {
  const auto since = std::max(came_, spoke_);
  if (!came) return {{std::max(looked_, since), wall::now()}, std::nullopt};
  const auto now = net::read_tcp_info(socket_);
  const bool fin_too = !now || now->state == TCP_CLOSE_WAIT || now->state == TCP_LAST_ACK ||
                       now->state == TCP_CLOSING || now->state == TCP_CLOSE;
  if (fin_too || unread(socket_)) return {{std::min(since, *came), *came}, std::nullopt};
  return {{*came, *came}, came};
}

/// One read may take what several segments brought, and several reads what one has: they share its stamp.
void notebook::arrived(std::string_view bytes, const std::optional<wall::time_point>& came) noexcept {
  received_ += bytes.size();
  const happening_time when = time_of_arrival(came);
  if (when.stamp || !came) came_ = when.when.latest;
  const bool more = !seen_.all.empty() && seen_.all.back().what == kind::data_in && came && stamp_ == came;
  stamp_ = came;
  if (more) {
    append(bytes);
    if (when.stamp) seen_.all.back().stamp = when.stamp;
    return;
  }
  note({.what = kind::data_in, .when = when.when, .stamp = when.stamp, .bytes = {}, .size = bytes.size()},
       bytes.substr(0, kept_of_arrival));
  look();
}

/// The end of the stream was read, or that there will be none.
void notebook::ended(int problem) noexcept {
  if (std::exchange(ended_, true)) return;
  const bool given_up = problem != 0 && problem != ECONNRESET && problem != EPIPE;  // by our own kernel
  const auto now = net::read_tcp_info(socket_);
  if (given_up || !now) return;
  const bracket when = closed_.value_or(bracket{std::max(looked_, came_), wall::now()});
  const bool over = now->state == TCP_CLOSE;
  // EPIPE is what an RST leaves where the server's FIN was there before.
  cut_off_ = cut_off_ || problem == EPIPE || (problem == 0 && over && take_reset(socket_));
  const bool reset = cut_off_ || problem == ECONNRESET || (over && !fin_sent_);
  if (cut_off_ || !reset) note_end_of_stream(*now, when);
  if (reset) note_reset(when);
}

void notebook::note_end_of_stream(const net::tcp_snapshot& now, const bracket& when) noexcept {
  if (fin_came_) return;
  // Their FIN came behind ours. Did its segment acknowledge that, or one before it?
  std::uint32_t bare = bare_ + bare_segments(now) - bare_segments(last_);
  if (cut_off_ && bare != 0) --bare;  // the RST is one of them
  const bool separate = fin_sent_ && !fin_acked_ && bare > (acked_ < sent_ ? 2U : 1U);
  if (separate) note_fin_acked(when, true);
  note_their_fin(when, fin_acked_ || !fin_sent_);
  fin_acked_ = fin_sent_;
}

void notebook::note_their_fin(const bracket& when, bool alone) noexcept {
  if (std::exchange(fin_came_, true)) return;
  if (bare_ != 0) --bare_;  // it is one of them
  // An ACK that went since the last look may be one of data that came meanwhile, too.
  const auto now = net::read_tcp_info(socket_);
  const bool data_came = now && now->data_segments_in != last_.data_segments_in;
  if (!fin_sent_ && now) bare_out_ = bare_segments_out(data_came ? *now : last_);
  note({.what = kind::fin_in, .when = after_our_fin(when), .stamp = {}, .bytes = {}, .alone = alone});
}

void notebook::note_fin_acked(const bracket& when, bool alone) noexcept {
  fin_acked_ = true;
  bare_ = 0;
  note({.what = kind::fin_acked, .when = after_our_fin(when), .stamp = {}, .bytes = {}, .alone = alone});
}

/// Their FIN, which was there before ours went.
void notebook::note_earlier_fin(const bracket& since) noexcept {
  fin_came_ = true;
  if (bare_ != 0) --bare_;
  const auto latest = std::max(since.earliest, std::min(fin_began_, since.latest));
  note({.what = kind::fin_in, .when = {since.earliest, latest}, .stamp = {}, .bytes = {}, .answered = false});
}

/// What ended it: all that is known to have come and gone was there before.
void notebook::note_reset(const bracket& when) noexcept {
  if (std::exchange(reset_, true)) return;
  take_stamps();
  if (fin_came_ && !fin_sent_) note_answer_to_fin();
  note({.what = kind::rst_in, .when = after_all_seen(after_our_fin(when)), .stamp = {}, .bytes = {}});
}

bracket notebook::after_all_seen(const bracket& when) const noexcept {
  const auto seen = std::max({when.earliest, spoke_, came_, stamp_.value_or(came_)});
  return {std::min(seen, when.latest), when.latest};
}

/// The connection is over on this side.
void notebook::note_over(const bracket& when, const bracket& since) noexcept {
  if (!closed_) closed_ = since;
  if (!fin_came_ || reset_) return;
  cut_off_ = cut_off_ || take_reset(socket_);
  if (cut_off_ && ended_) return note_reset(since);  // else there is more to read before it
  if (!cut_off_ && fin_sent_ && !fin_acked_) note_fin_acked(when, true);
}

/// What was found out after our FIN, and was not so at a look before it, has happened since.
bracket notebook::after_our_fin(const bracket& when) const noexcept {
  return fin_sent_ ? bracket{std::clamp(fin_began_, when.earliest, when.latest), when.latest} : when;
}

void notebook::take_stamps() noexcept {
  if (!established_) return;
  while (const auto stamp = take_stamp(socket_)) note_stamp(*stamp);
}

void notebook::note_stamp(const sent_stamp& stamp) noexcept {
  if (stamp.upto == 0) return;
  if (stamp.acknowledged) return note_acknowledged(stamp);
  spoke_ = std::max(spoke_, stamp.time);
  std::uint64_t end = sent_;
  for (auto each = seen_.all.rbegin(); each != seen_.all.rend(); ++each) {
    if (each->what != kind::data_out) continue;
    if (end == stamp.upto && !each->stamp) each->stamp = stamp.time;
    if (end <= stamp.upto) return;
    end -= each->size;
  }
}

/// One ACK for what was sent by several calls has a stamp for each of them.
void notebook::note_acknowledged(const sent_stamp& stamp) noexcept {
  if (stamp.upto <= acked_) return;
  acked_ = stamp.upto;
  happening* const before = seen_.all.empty() ? nullptr : &seen_.all.back();
  if (before != nullptr && before->what == kind::acked && stamp.time - before->when.latest < one_segment) {
    before->upto = stamp.upto;
    return;
  }
  look();  // counts it
  const bool alone = std::exchange(bare_, 0) != 0;
  note({.what = kind::acked,
        .when = {stamp.time, stamp.time},
        .stamp = stamp.time,
        .bytes = {},
        .upto = stamp.upto,
        .alone = alone});
}

void notebook::note_sample(const net::tcp_snapshot& now, wall::time_point when) noexcept {
  const trace::tcp_sample fresh = sample_of(now, when);
  const bool changed = samples_.empty() || !says_the_same(samples_.back(), fresh);
  if (!established_ || !changed || samples_.size() == most_noted) return;
  try {
    samples_.push_back(fresh);
  } catch (const std::bad_alloc&) {
    ++seen_.missed;
  }
}

/// Reads TCP_INFO, and notes what has changed since the last time.
std::optional<net::tcp_snapshot> notebook::look() noexcept {
  const auto before = wall::now();
  const auto now = net::read_tcp_info(socket_);
  const auto time = wall::now();
  if (!now) return now;
  bare_ += bare_segments(*now) - bare_segments(last_);
  note_state(*now, {looked_, time});
  note_sample(*now, time);
  last_ = *now;
  looked_ = before;  // what happens from here on, it may not have told
  return now;
}

void notebook::note_state(const net::tcp_snapshot& now, const bracket& when) noexcept {
  if (now.state == TCP_SYN_SENT && now.total_retransmits > last_.total_retransmits) {
    note({.what = kind::syn_out, .when = when, .stamp = {}, .bytes = {}});
  }
  const bracket since{std::max(when.earliest, std::min(came_, when.latest)), when.latest};
  switch (now.state) {
    case TCP_CLOSE_WAIT: return note_their_fin(since, true);
    case TCP_LAST_ACK:  // it came before ours, and was not seen then
      if (!fin_came_) note_earlier_fin(since);
      return;
    case TCP_CLOSING: return note_their_fin(since, true);
    case TCP_FIN_WAIT2:
      // One bare segment may as well have acknowledged bytes of which no stamp has told yet.
      if (!fin_acked_) note_fin_acked(when, bare_ > (acked_ < sent_ ? 1U : 0U));
      return;
    case TCP_CLOSE: return note_over(when, since);
    default: return;
  }
}

}  // namespace synfin::tracing
