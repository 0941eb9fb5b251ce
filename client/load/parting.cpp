#include "client/load/parting.hpp"

#include <algorithm>
#include <utility>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::duration longest_close = 5s;
constexpr steady::duration quiet_close = 100ms;  // for a peer that has ended TLS to end TCP, too

}  // namespace

parting::parting(worker_context& context, link& connected)
    : context_(context),
      link_(connected),
      patience_(std::min<steady::duration>(longest_close, context.settings.timeout)) {}

std::size_t parting::send_fin(std::string_view goodbye, bool answers_due) {
  if (!goodbye.empty() || link_.secure() != nullptr) link_.cork();
  io_result written;
  if (!goodbye.empty()) written = link_.send(goodbye);
  context_.counts.bytes_sent += written.bytes;
  if (answers_due) ++context_.counts.half_closed;
  link_.send_fin();
  fin_sent_ = true;
  fin_at_ = steady::now();
  overtaken_ = link_.peer_was_faster();
  return written.bytes;
}

bool parting::peer_was_first() {
  if (!link_.peer_was_first()) return false;
  io_result got = link_.receive(context_.scratch);
  for (; got.bytes != 0; got = link_.receive(context_.scratch)) context_.counts.bytes_received += got.bytes;
  if (link_.truncated()) ++context_.counts.tls_truncated;
  return true;
}

net::awaitable<closed_by> parting::run(ending how) {
  if (how == ending::done) how = co_await await_end();
  if (how == ending::peer_fin && link_.secure() != nullptr && !fin_sent_) how = co_await await_fin();
  switch (how) {
    case ending::peer_fin: co_return peer_ended();
    case ending::peer_reset: co_return closed_by::server_rst;
    case ending::malformed: co_return closed_by::client_rst;
    default: co_return closed_by::timeout;
  }
}

void parting::sweep(steady::time_point now) noexcept {
  if (now < std::min(closing_since_ + patience_, context_.drained)) return;
  expired_ = true;
  link_.cancel();
}

closed_by parting::peer_ended() noexcept {
  if (!fin_sent_ || overtaken_) return closed_by::server_fin;
  tally::record(context_.counts.close, steady::now() - fin_at_);
  ++context_.counts.time_wait_left;
  return closed_by::client_fin;
}

/// Reads to the end of the stream: what still comes is counted and dropped, since closing over unread bytes would send
/// RST.
net::awaitable<ending> parting::await_end() {
  closing_ = true;
  closing_since_ = steady::now();
  for (;;) {
    const io_result got = link_.receive(context_.scratch);
    if (got.ended()) {
      if (link_.truncated() && !fin_sent_) ++context_.counts.tls_truncated;
      co_return ending::peer_fin;
    }
    if (got.os_error != 0 && !got.blocked()) co_return ending::peer_reset;
    context_.counts.bytes_received += got.bytes;
    if (link_.empty()) co_await link_.readable();
    if (expired_) co_return ending::expired;
  }
}

/// TLS has ended, by close_notify: waits for the FIN that says the same of TCP, so that ours is not the first.
net::awaitable<ending> parting::await_fin() {
  if (link_.peer_was_first()) co_return ending::peer_fin;
  closing_ = true;
  closing_since_ = steady::now();
  const auto patience = std::exchange(patience_, std::min(patience_, quiet_close));
  bool said = false;
  for (;;) {
    const io_result got = link_.receive_raw(context_.scratch);
    if (got.ended()) co_return ending::peer_fin;
    if (got.os_error != 0 && !got.blocked()) co_return ending::peer_reset;
    if (got.blocked()) co_await link_.readable();
    if (!expired_) continue;
    if (std::exchange(said, true)) co_return ending::expired;
    // Some peers wait for our goodbye before they close; the others would answer it by RST.
    link_.say_goodbye();
    closing_since_ = steady::now();
    patience_ = patience;
    expired_ = false;
  }
}

}  // namespace synfin::load
