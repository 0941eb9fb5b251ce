#include "client/load/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <type_traits>
#include <utility>

#include "common/error.hpp"

namespace synfin::load {
namespace {

using config::close_kind;

failure stream_failure(int os_error) noexcept {
  switch (os_error) {
    case ECONNRESET:
    case EPIPE: return failure::reset;
    case ETIMEDOUT: return failure::timeout;
    default: return failure::other;
  }
}

template <typename Session>
Session start(const config::load_settings& settings, const expected_answer* expected) {
  if constexpr (std::is_same_v<Session, http1::session>) {
    return http1::session(settings.pipeline, expected);
  } else {
    return http2::session(settings.streams, expected);
  }
}

std::uint64_t draw_limit(const config::load_settings& settings, std::minstd_rand& random) {
  if (!settings.keep_alive) return 1;
  if (settings.requests_per_connection_min == 0) return std::numeric_limits<std::uint64_t>::max();
  std::uniform_int_distribution<std::uint64_t> any(settings.requests_per_connection_min,
                                                   settings.requests_per_connection_max);
  return any(random);
}

}  // namespace

template <typename Session>
connection<Session>::connection(worker_context& context, std::size_t destination, link& connected)
    : context_(context),
      paced_(context.paced),
      destination_(destination),
      link_(connected),
      session_(start<Session>(context.settings, context.destinations[destination].asked->expected)),
      reckoning_(context, destination, connected, session_),
      most_requests_(draw_limit(context.settings, context.random)),
      parting_(context, connected) {}

template <typename Session>
net::awaitable<> connection<Session>::run(bool claimed) {
  claimed_ = claimed;
  co_await exchange_all();
  leave();
  // Was the peer gone before it could be asked anything?
  if (paced_ == nullptr && reckoning_.asked() == 0) ++context_.given_back;
  if (claimed_) context_.rule.give_back();
  const closed_by who = co_await part();
  if (who == closed_by::server_fin && link_.answer_fin(parting_.fin_sent())) ++context_.counts.time_wait_there;
  look_at_tcp();
  context_.counts.connection_closed(who, reckoning_.served());
  if (who == closed_by::client_rst || who == closed_by::timeout) {
    link_.reset();
  } else {
    link_.close();
  }
}

template <typename Session>
void connection<Session>::sweep(steady::time_point now) noexcept {
  const auto& settings = context_.settings;
  if (parting_.under_way()) return parting_.sweep(now);
  const bool idle = session_.in_flight() == 0;
  if (idle && paced_ != nullptr && context_.rule.over(now)) return wake();
  const auto own = idle ? steady::time_point::max() : session_.oldest() + settings.timeout;
  if (now < std::min(own, context_.drained)) return;
  expired_ = true;
  link_.cancel();
}

template <typename Session>
void connection<Session>::count(standing& into) const noexcept {
  const std::size_t in_flight = session_.in_flight();
  into.in_flight += in_flight;
  if (parting_.under_way() || parting_.fin_sent()) {
    ++into.states.closing;
  } else if (in_flight != 0) {
    ++into.states.active;
  } else {
    ++into.states.idle;
  }
}

template <typename Session>
net::awaitable<> connection<Session>::exchange_all() {
  auto now = steady::now();
  for (;;) {
    ask(now);
    if (ending_ == ending::none && session_.in_flight() == 0 && !awaits_requests(now)) ending_ = ending::done;
    if (ending_ != ending::none) co_return;
    if (paced_ != nullptr) stand(now);
    if (!session_.output().empty() || link_.unsent()) {
      co_await link_.readable_or_writable();
    } else if (link_.empty()) {
      co_await link_.readable();
    }
    std::optional<wall::time_point> came;
    const io_result got = receive(came);
    // What had come in when the wait was cut short is not lost: other streams' answers may be in it.
    const bool nothing_came = expired_ && got.bytes == 0;
    now = nothing_came ? steady::now() : take_in(got, came);
    if (trouble_ != 0 && ending_ == ending::none) broken(std::exchange(trouble_, 0), now);
    if (ending_ == ending::none && expired_ && !outlives_the_late(now, !nothing_came)) {
      reckoning_.lose(failure::timeout, error::timeout, now);
      ending_ = ending::expired;
    }
    if (ending_ != ending::none) co_return;
  }
}

/// Where requests do not wait for each other, those that were waited for too long are given up, and the others go on.
template <typename Session>
bool connection<Session>::outlives_the_late(steady::time_point now, bool alive) {
  if (!Session::multiplexed || now >= context_.drained) return false;
  expired_ = false;
  while (session_.in_flight() != 0 && now >= session_.oldest() + context_.settings.timeout) {
    reckoning_.lose_oldest(failure::timeout, error::timeout, now);
  }
  // The others may all have been answered just now: the connection is as good as any then.
  return session_.in_flight() != 0 || alive;
}

/// Fills the pipeline, or the streams, and writes: the next request leaves from the handler that read the last answer.
template <typename Session>
void connection<Session>::ask(steady::time_point now) {
  if (paced_ != nullptr) return ask_due(now);
  while (session_.room() != 0 && claim(now)) {
    const prepared_request& next = context_.cursors[destination_].next();
    const bool last = context_.settings.close == close_kind::server && !more_to_ask(now);
    session_.submit(next, last, now, now);
    ++context_.counts_at(now).sent;
  }
  if (!session_.output().empty() || link_.unsent()) flush(now);
}

/// The same in an open loop. The clock is read for each request but the first: what those before it took is its lag.
template <typename Session>
void connection<Session>::ask_due(steady::time_point now) {
  for (bool first = true; session_.room() != 0 && reckoning_.asked() != most_requests_ && !parting_.fin_sent();
       first = false) {
    if (!first) now = steady::now();
    const auto due = paced_->due(destination_);
    if (due > now || !context_.claim(due, now)) break;
    reckoning_.ask();
    const prepared_request& next = next_due();
    const bool last = context_.settings.close == close_kind::server && !more_to_ask(now);
    session_.submit(next, last, due, now);
    ++context_.counts_at(due).sent;
    if (idle_since_ != steady::time_point{}) {
      tally::record(context_.counts_at(due).idle, now - std::exchange(idle_since_, {}));
    }
  }
  if (!session_.output().empty() || link_.unsent()) flush(now);
}

template <typename Session>
const prepared_request& connection<Session>::next_due() {
  const bool recorded = context_.settings.pacing.replay_speed > 0;
  const std::uint64_t number = recorded ? paced_->number(destination_) : 0;
  paced_->take(destination_);
  request_cursor& cursor = context_.cursors[destination_];
  return recorded ? cursor.at(number) : cursor.next();
}

template <typename Session>
void connection<Session>::take_due() {
  leave();
  const std::uint64_t before = reckoning_.asked();
  const auto now = steady::now();
  dispatched_ = true;
  ask_due(now);
  dispatched_ = false;
  // The coroutine waits for something to read. What else there is to wait for, or to end, is up to it.
  const bool written = trouble_ == 0 && session_.output().empty() && !link_.unsent();
  if (reckoning_.asked() == before || !written || session_.in_flight() == 0) return wake();
  stand(now);
}

/// Of an open loop: is it worth to wait for requests to be due?
template <typename Session>
bool connection<Session>::awaits_requests(steady::time_point now) const noexcept {
  return paced_ != nullptr && session_.reusable() && !parting_.fin_sent() && more_to_ask(now);
}

/// Lets it be found by requests that are due, as far as it has room for them.
template <typename Session>
void connection<Session>::stand(steady::time_point now) {
  const bool idle = session_.in_flight() == 0;
  if (idle && reckoning_.served() != 0 && idle_since_ == steady::time_point{}) idle_since_ = now;
  if (session_.room() != 0 && awaits_requests(now)) return paced_->stand(*this, destination_, idle);
  leave();
}

/// Lets the coroutine go on.
template <typename Session>
void connection<Session>::wake() noexcept {
  link_.cancel();
}

template <typename Session>
bool connection<Session>::claim(steady::time_point now) noexcept {
  if (reckoning_.asked() == most_requests_ || parting_.fin_sent()) return false;
  if (claimed_ ? context_.rule.closed(now) : !context_.claim(now, now)) return false;
  claimed_ = false;
  reckoning_.ask();
  return true;
}

template <typename Session>
bool connection<Session>::more_to_ask(steady::time_point now) const noexcept {
  return reckoning_.asked() < most_requests_ && !context_.rule.over(now);
}

template <typename Session>
void connection<Session>::flush(steady::time_point now) {
  if (link_.unsent()) {
    const io_result before = link_.flush();
    if (before.blocked()) return;
    if (before.os_error != 0) return write_failed(before.os_error, now);
  }
  for (auto bytes = session_.output(); !bytes.empty(); bytes = session_.output()) {
    const io_result written = link_.send(bytes);
    if (written.blocked()) return;
    if (written.os_error != 0) return write_failed(written.os_error, now);
    session_.sent(written.bytes);
    context_.counts_at(now).bytes_sent += written.bytes;
  }
  if (Session::multiplexed) reckoning_.settle(now);
  const bool all_said = !link_.unsent() && !more_to_ask(now);
  if (context_.settings.close == close_kind::half && !parting_.fin_sent() && all_said) send_fin();
}

/// What the peer said before the break is read where the coroutine reads, in its turn.
template <typename Session>
void connection<Session>::write_failed(int os_error, steady::time_point now) {
  if (!dispatched_) return broken(os_error, now);
  trouble_ = os_error;
}

/// Where the worker had nothing to read for a while, it is known when this came: by the kernel's stamp.
template <typename Session>
io_result connection<Session>::receive(std::optional<wall::time_point>& came) {
  return context_.lulled ? link_.receive(context_.scratch, came) : link_.receive(context_.scratch);
}

/// Takes what `got` says is in the scratch, and what more there is. Unless it is known when it came, one look at the
/// clock serves both as the end of this answer and as the start of the next request: what lies between is our own
/// parsing, which so counts as latency rather than vanish.
template <typename Session>
steady::time_point connection<Session>::take_in(io_result got, const std::optional<wall::time_point>& came) {
  auto now = steady::now();
  auto arrived = now;
  if (came && context_.lulled) arrived = context_.lulled->when(*came, now);
  bool more = take(got, context_.scratch, arrived);
  while (more) {
    got = link_.receive(context_.scratch);
    now = steady::now();
    more = take(got, context_.scratch, now);
  }
  return now;
}

/// True if the kernel may have more.
template <typename Session>
bool connection<Session>::take(const io_result& got, std::span<const char> bytes, steady::time_point now) {
  if (got.blocked()) return false;
  if (got.os_error != 0) {
    broken(got.os_error, now);
  } else if (got.ended()) {
    stream_ended(now);
  } else {
    context_.counts_at(now).bytes_received += got.bytes;
    digest({bytes.data(), got.bytes}, now);
  }
  return link_.more_after(got.bytes, bytes.size()) && ending_ == ending::none;
}

template <typename Session>
void connection<Session>::digest(std::string_view bytes, steady::time_point now) {
  while (!bytes.empty()) {
    const auto step = session_.receive(bytes, now);
    reckoning_.settle(now);
    if (step.problem != error::none) {
      reckoning_.lose(failure::protocol, step.problem, now);
      ending_ = ending::malformed;
      return;
    }
    bytes.remove_prefix(step.consumed);
  }
}

template <typename Session>
void connection<Session>::stream_ended(steady::time_point now) {
  // A body that only the end completes may have been cut by anybody, unless TLS was ended in order (RFC 9112 §9.8).
  const bool cut_off = link_.truncated();
  if (cut_off) ++context_.counts.tls_truncated;
  if (!cut_off) session_.receive_end(now);
  reckoning_.settle(now);
  reckoning_.lose(failure::closed_early, cut_off ? error::tls_truncated : error::closed_early, now);
  ending_ = ending::peer_fin;
}

/// What came before the break is still read: the peer may have answered, and said why it closes.
template <typename Session>
void connection<Session>::broken(int os_error, steady::time_point now) {
  const bool secure = link_.secure() != nullptr;
  if (secure && os_error == link::tls_failed) return tls_broken(now);
  io_result got = link_.receive(context_.scratch);
  for (; got.bytes != 0; got = link_.receive(context_.scratch)) {
    context_.counts_at(now).bytes_received += got.bytes;
    digest({context_.scratch.data(), got.bytes}, now);
    if (ending_ != ending::none) return;
  }
  // tcp_reset() in the kernel: EPIPE, not ECONNRESET, where the peer's FIN had come before its RST.
  if (os_error == EPIPE && got.ended()) return stream_ended(now);
  if (secure && got.os_error == link::tls_failed) return tls_broken(now);  // the peer's alert says more than its reset
  reckoning_.lose(stream_failure(os_error), {os_error, std::system_category()}, now);
  ending_ = ending::peer_reset;
}

template <typename Session>
void connection<Session>::tls_broken(steady::time_point now) {
  reckoning_.lose(failure::tls, error::tls, now);
  ending_ = ending::malformed;
}

/// Says goodbye as far as both sides still can; tells who was first.
template <typename Session>
net::awaitable<closed_by> connection<Session>::part() {
  if (ending_ == ending::done) {
    // Answered before all of the request was written?
    const bool half_said = !session_.output().empty() || link_.unsent();
    if (half_said || context_.settings.close == close_kind::rst) co_return closed_by::client_rst;
    if (!session_.peer_closes() && !parting_.fin_sent()) {
      if (parting_.peer_was_first()) co_return closed_by::server_fin;
      send_fin();
    }
  }
  const closed_by who = co_await parting_.run(ending_);
  co_return who;
}

template <typename Session>
void connection<Session>::send_fin() {
  if (session_.in_flight() == 0) session_.finish();
  session_.sent(parting_.send_fin(session_.output(), session_.in_flight() != 0));
}

/// What the kernel has seen of the connection, of as many as the settings ask for.
template <typename Session>
void connection<Session>::look_at_tcp() {
  const std::size_t every = context_.settings.tcp_info_every;
  if (every == 0 || context_.ended++ % every != 0) return;
  if (const auto seen = link_.look())
    context_.counts.looked_at(seen->total_retransmits, seen->min_rtt_us, seen->delivery_rate);
}

template class connection<http1::session>;
template class connection<http2::session>;

}  // namespace synfin::load
