#include "client/load/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>

#include <fmt/format.h>

#include "common/error.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;
using config::close_kind;

constexpr steady::duration longest_close = 5s;

failure stream_failure(int os_error) noexcept {
  switch (os_error) {
    case ECONNRESET:
    case EPIPE: return failure::reset;
    case ETIMEDOUT: return failure::timeout;
    default: return failure::other;
  }
}

http1::response_parser::answers_to answers_to(std::string_view method) noexcept {
  using kind = http1::response_parser::answers_to;
  return method == "HEAD" ? kind::head_requests : kind::other_requests;
}

std::uint64_t draw_limit(const config::load_settings& settings, std::minstd_rand& random) {
  if (!settings.keep_alive) return 1;
  if (settings.requests_per_connection_min == 0) return std::numeric_limits<std::uint64_t>::max();
  std::uniform_int_distribution<std::uint64_t> any(settings.requests_per_connection_min,
                                                   settings.requests_per_connection_max);
  return any(random);
}

}  // namespace

connection::connection(worker_context& context, std::size_t destination, link& connected)
    : context_(context),
      destination_(destination),
      link_(connected),
      session_(answers_to(context.settings.method), context.settings.pipeline),
      most_requests_(draw_limit(context.settings, context.random)) {}

net::awaitable<> connection::run() {
  co_await exchange_all();
  if (claimed_) context_.rule.give_back();
  const closed_by who = co_await part();
  context_.counts.retransmits += link_.retransmits();
  context_.counts.connection_closed(who, served_);
  if (who == closed_by::client_rst || who == closed_by::timeout) {
    link_.reset();
  } else {
    link_.close();
  }
}

void connection::sweep(steady::time_point now) noexcept {
  const auto& settings = context_.settings;
  const auto own = closing_ ? closing_since_ + std::min<steady::duration>(longest_close, settings.timeout)
                            : session_.oldest() + settings.timeout;
  if (now < std::min(own, context_.drained)) return;
  expired_ = true;
  link_.cancel();
}

net::awaitable<> connection::exchange_all() {
  auto now = steady::now();
  for (;;) {
    ask(now);
    if (ending_ == ending::none && session_.in_flight() == 0) ending_ = ending::done;
    if (ending_ != ending::none) co_return;
    io_result got;
    if (session_.output().empty()) {
      got = link::taken(co_await link_.arrival());
    } else {
      co_await link_.ready();
      if (!expired_) got = link_.receive(link_.inbox());
    }
    if (expired_) {
      lose(failure::timeout, error::timeout, steady::now());
      ending_ = ending::expired;
      co_return;
    }
    now = take_in(got);
    if (ending_ != ending::none) co_return;
  }
}

/// Fills the pipeline and writes it: the next request leaves from the handler that read the last answer.
void connection::ask(steady::time_point now) {
  while (session_.in_flight() < context_.settings.pipeline && claim(now)) {
    const prepared_request& next = context_.cursors[destination_].next();
    const bool last = context_.settings.close == close_kind::server && !more_to_ask(now);
    session_.submit(last ? next.last_bytes : next.bytes, now);
    ++context_.counts.sent;
  }
  if (!session_.output().empty()) flush(now);
}

bool connection::claim(steady::time_point now) noexcept {
  if (asked_ == most_requests_ || !session_.reusable() || fin_sent_) return false;
  if (claimed_ ? context_.rule.closed(now) : !context_.rule.claim(now)) return false;
  claimed_ = false;
  ++asked_;
  return true;
}

bool connection::more_to_ask(steady::time_point now) const noexcept {
  return asked_ < most_requests_ && !context_.rule.over(now);
}

void connection::flush(steady::time_point now) {
  while (!session_.output().empty()) {
    const io_result written = link_.send(session_.output());
    if (written.blocked()) return;
    if (written.os_error != 0) return broken(written.os_error, now);
    session_.sent(written.bytes);
    context_.counts.bytes_sent += written.bytes;
  }
  if (context_.settings.close == close_kind::half && !fin_sent_ && !more_to_ask(now)) send_fin();
}

/// Takes what `got` says is in the inbox, and what more there is. One look at the clock serves both as the end of this
/// answer and as the start of the next request: what lies between is our own parsing, which so counts as latency rather
/// than vanish.
steady::time_point connection::take_in(io_result got) {
  std::span<char> bytes = link_.inbox();
  auto now = steady::now();
  while (take(got, bytes, now)) {
    bytes = context_.scratch;
    got = link_.receive(bytes);
    now = steady::now();
  }
  return now;
}

/// True if the kernel may have more.
bool connection::take(const io_result& got, std::span<const char> bytes, steady::time_point now) {
  if (got.blocked()) return false;
  if (got.os_error != 0) {
    broken(got.os_error, now);
  } else if (got.ended()) {
    stream_ended(now);
  } else {
    context_.counts.bytes_received += got.bytes;
    digest({bytes.data(), got.bytes}, now);
  }
  return got.bytes == bytes.size() && ending_ == ending::none;
}

void connection::digest(std::string_view bytes, steady::time_point now) {
  while (!bytes.empty()) {
    const auto step = session_.receive(bytes, now);
    if (step.problem != error::none) {
      lose(failure::protocol, step.problem, now);
      ending_ = ending::malformed;
      return;
    }
    bytes.remove_prefix(step.consumed);
    if (step.finished) answered(*step.finished, now);
  }
}

void connection::answered(const exchange& done, steady::time_point now) noexcept {
  context_.counts.answered(done, now);
  ++served_;
}

void connection::stream_ended(steady::time_point now) {
  if (const auto step = session_.receive_end(now); step.finished) answered(*step.finished, now);
  lose(failure::closed_early, error::closed_early, now);
  ending_ = ending::peer_fin;
}

/// What came before the break is still read: the peer may have answered, and said why it closes.
void connection::broken(int os_error, steady::time_point now) {
  io_result got = link_.receive(context_.scratch);
  for (; got.bytes != 0; got = link_.receive(context_.scratch)) {
    context_.counts.bytes_received += got.bytes;
    digest({context_.scratch.data(), got.bytes}, now);
    if (ending_ != ending::none) return;
  }
  // tcp_reset() in the kernel: EPIPE, not ECONNRESET, where the peer's FIN had come before its RST.
  if (os_error == EPIPE && got.ended()) return stream_ended(now);
  lose(stream_failure(os_error), {os_error, std::system_category()}, now);
  ending_ = ending::peer_reset;
}

/// Counts all that is in flight as failed, but for what was never written: that is given back.
void connection::lose(failure why, const std::error_code& cause, steady::time_point now) {
  while (const auto lost = session_.abandon()) {
    if (!lost->written) {
      --context_.counts.sent;
      context_.rule.give_back();
      continue;
    }
    std::string text;
    if (context_.counts.wants_example(why)) {
      text = fmt::format("{}: {}", context_.destinations[destination_].asked->authority, cause.message());
    }
    context_.counts.request_failed(why, text, lost->sent, now);
  }
}

/// Says goodbye as far as both sides still can; tells who was first.
net::awaitable<closed_by> connection::part() {
  if (ending_ == ending::done) {
    const bool half_said = !session_.output().empty();  // answered before all of the request was written
    if (half_said || context_.settings.close == close_kind::rst) co_return closed_by::client_rst;
    const bool server_closes = !session_.reusable();
    if (!server_closes && !fin_sent_) {
      if (link_.peer_was_first()) co_return closed_by::server_fin;
      send_fin();
    }
    ending_ = co_await await_end();
  }
  switch (ending_) {
    case ending::peer_fin: co_return peer_ended();
    case ending::peer_reset: co_return closed_by::server_rst;
    case ending::malformed: co_return closed_by::client_rst;
    default: co_return closed_by::timeout;
  }
}

void connection::send_fin() noexcept {
  link_.send_fin();
  fin_sent_ = true;
  fin_at_ = steady::now();
}

closed_by connection::peer_ended() noexcept {
  if (!fin_sent_) return closed_by::server_fin;
  tally::record(context_.counts.close, steady::now() - fin_at_);
  ++context_.counts.time_wait_left;
  return closed_by::client_fin;
}

/// Reads to the end of the stream: what still comes is counted and dropped, since closing over unread bytes would send
/// RST.
net::awaitable<connection::ending> connection::await_end() {
  closing_ = true;
  closing_since_ = steady::now();
  for (;;) {
    const io_result got = link_.receive(context_.scratch);
    if (got.ended()) co_return ending::peer_fin;
    if (got.os_error != 0 && !got.blocked()) co_return ending::peer_reset;
    context_.counts.bytes_received += got.bytes;
    co_await link_.readable();
    if (expired_) co_return ending::expired;
  }
}

}  // namespace synfin::load
