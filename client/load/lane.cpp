#include "client/load/lane.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/load/local_ports.hpp"
#include "client/result/port_forecast.hpp"
#include "common/error.hpp"
#include "common/tls/client_context.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::duration first_back_off = 10ms;
constexpr steady::duration longest_back_off = 500ms;
constexpr unsigned hopeless_refusals = 3;
// RFC 6298 §2.1: a SYN is repeated after a second. A connection that stood sooner needs no look at its retransmits.
constexpr steady::duration no_syn_was_repeated = 200ms;

failure connect_failure(const std::error_code& problem) noexcept {
  if (problem == error::connect_timeout) return failure::connect_timeout;
  if (problem.category() == error_category()) return failure::tls;
  switch (problem.value()) {
    case ECONNREFUSED: return failure::connect_refused;
    case ETIMEDOUT: return failure::connect_timeout;
    case EADDRNOTAVAIL: return failure::address_unavailable;
    case ECONNRESET: return failure::reset;
    default: return failure::other;
  }
}

steady::duration back_off_after(unsigned refusals) noexcept {
  return std::min(first_back_off * (1U << std::min(refusals - 1, 8U)), longest_back_off);
}

/// What ALPN offers, the best first (RFC 7301).
const std::vector<std::string>& offered_protocols(const config::load_settings& settings) {
  static const std::vector<std::string> both{"h2", "http/1.1"};
  static const std::vector<std::string> older{"http/1.1"};
  static const std::vector<std::string> newer{"h2"};
  switch (settings.http) {
    case config::http_choice::http1: return older;
    case config::http_choice::http2: return newer;
    case config::http_choice::any: break;
  }
  return config::needs_http1(settings) ? older : both;
}

tls_facts facts_of(const tls::channel& secure) {
  auto found = tls::what_was_agreed(secure);
  return {std::move(found.version), std::move(found.cipher), std::move(found.subject), std::move(found.issuer)};
}

}  // namespace

net::awaitable<> keep_lane(worker_context* context, asio::io_context* io, std::size_t destination) {
  lane kept(*context, *io, destination);
  co_await kept.run();
}

lane::lane(worker_context& context, asio::io_context& io, std::size_t destination)
    : context_(context), destination_(destination), link_(context.sockets), back_off_(io) {
  context_.lanes.push_back(this);
}

lane::~lane() {
  if (refusals_ >= hopeless_refusals) --context_.hopeless;
  std::erase(context_.lanes, this);
}

/// In a closed loop a request is claimed before its connection is made, so that none is made for nothing. In an open
/// one connections are made to wait for requests, and in a warm-up there is nothing to claim.
net::awaitable<> lane::run() {
  bool going_on = co_await turn();
  bool settled = false;
  while (going_on) {
    const auto now = steady::now();
    const bool claims = context_.paced == nullptr && now >= context_.counted_from;
    if (claims ? !context_.rule.claim(now) : context_.rule.over(now)) co_return;
    // Named, not written into the conditions: GCC 12 loses its place in a frame that awaits there.
    const bool connected = co_await open();
    if (!std::exchange(settled, true)) ++context_.settled;
    if (connected) {
      co_await exchange(claims);
    } else {
      if (claims) context_.rule.give_back();
      going_on = co_await back_off();
    }
    if (going_on) going_on = co_await turn();
  }
}

/// Waits until a connection may be made; false when the run ends before that.
net::awaitable<bool> lane::turn() {
  const auto now = steady::now();
  if (!context_.pace.paced()) co_return true;
  if (context_.rule.over(now)) co_return false;
  const auto due = context_.pace.claim(now);
  if (due <= now) co_return true;
  const bool cut_short = co_await rest_until(due);
  co_return !cut_short;
}

/// A peer that ends connections at once, again and again, is not run against as fast as we can.
net::awaitable<> lane::exchange(bool claimed) {
  bool unused = false;
  if (auto* plain = std::get_if<connection<http1::session>>(&connection_)) {
    co_await plain->run(claimed);
    unused = plain->unused();
  } else if (auto* framed = std::get_if<connection<http2::session>>(&connection_)) {
    co_await framed->run(claimed);
    unused = framed->unused();
  }
  connection_.emplace<std::monostate>();
  unused_ = unused && context_.paced != nullptr ? unused_ + 1 : 0;
  if (unused_ > 1 && !context_.rule.over(steady::now())) co_await rest(unused_ - 1);
}

net::awaitable<bool> lane::open() {
  expired_ = false;
  connecting_ = true;
  refusal_.clear();
  std::error_code problem = co_await connect();
  if (!problem && expired_) problem = error::connect_timeout;
  const auto connected_at = steady::now();
  const auto took = connected_at - connecting_since_;
  const bool secure = context_.destinations[destination_].asked->secure;
  if (!problem && secure) problem = co_await shake_hands();
  connecting_ = false;
  const auto& settings = context_.settings;
  const bool reused = settings.keep_alive && settings.requests_per_connection_max != 1;
  if (!problem && reused) problem = link_.forget_connecting();
  // In an open loop nearly all answers come in a lull, and the first ones are no rarer among the late ones.
  if (!problem && context_.paced != nullptr) link_.note_arrivals();
  if (problem) {
    refused(expired_ ? make_error_code(error::connect_timeout) : problem);
    co_return false;
  }
  stands(took, steady::now() - connected_at);
  co_return true;
}

/// Tries the host's addresses in turn, from the one that worked last.
net::awaitable<std::error_code> lane::connect() {
  const destination& wanted = context_.destinations[destination_];
  std::size_t& working = context_.working_address[destination_];
  const std::size_t first = working;
  std::error_code problem;
  for (std::size_t tried = 0; tried < wanted.addresses.size() && !expired_; ++tried) {
    working = (first + tried) % wanted.addresses.size();
    connecting_since_ = steady::now();
    context_.counts.first = std::min(context_.counts.first, connecting_since_);
    source_ = context_.sources.next(wanted.addresses[working].family());
    problem = co_await link_.connect(wanted.addresses[working], source_);
    if (!problem) break;
  }
  co_return problem;
}

/// TLS, and the protocol that both sides speak on it.
net::awaitable<std::error_code> lane::shake_hands() {
  const target& wanted = *context_.destinations[destination_].asked;
  const auto& offered = offered_protocols(context_.settings);
  const std::error_code problem = co_await link_.handshake(
      context_.tls->connect(link_.raw(), wanted.host, offered, context_.shelves[destination_]));
  if (problem == error::tls) refusal_ = tls::explain(*link_.secure());
  if (problem) co_return problem;
  if (context_.settings.http == config::http_choice::http2 && tls::agreed_protocol(*link_.secure()) != "h2") {
    refusal_ = "the server does not speak HTTP/2 (ALPN h2): use --http 1.1, or auto";
    co_return error::tls;
  }
  co_return problem;
}

/// The connection is there: counts it, and gives it to the protocol that was chosen.
void lane::stands(steady::duration connected, steady::duration secured) {
  tally& counts = context_.counts;
  counts.connection_opened(connected);
  if (connected >= no_syn_was_repeated) {
    if (const auto seen = link_.look()) counts.syn_retransmits += seen->total_retransmits;
  }
  if (refusals_ >= hopeless_refusals) --context_.hopeless;
  refusals_ = 0;
  bool framed = context_.settings.http == config::http_choice::http2;
  if (const tls::channel* secure = link_.secure()) {
    tally::record(counts.tls, secured);
    if (tls::resumed(*secure)) ++counts.tls_resumed;
    framed = tls::agreed_protocol(*secure) == "h2";
    if (counts.tls_peer.version.empty()) counts.tls_peer = facts_of(*secure);
  }
  if (framed) {
    connection_.emplace<connection<http2::session>>(context_, destination_, link_);
    ++counts.opened_http2;
  } else {
    connection_.emplace<connection<http1::session>>(context_, destination_, link_);
  }
}

void lane::refused(const std::error_code& problem) {
  link_.close();
  const auto now = steady::now();
  const failure why = connect_failure(problem);
  std::string text;
  if (context_.counts.wants_example(why)) text = words_for(why, problem);
  context_.counts.connection_failed(why, text, now);
  if (refusals_++ == 0) refused_since_ = now;
  if (refusals_ == hopeless_refusals) ++context_.hopeless;
}

std::string lane::words_for(failure why, const std::error_code& problem) const {
  const net::address& where = context_.destinations[destination_].addresses[context_.working_address[destination_]];
  if (why != failure::address_unavailable) {
    return fmt::format("{}: {}", where.text(), refusal_.empty() ? problem.message() : refusal_);
  }
  return no_port_left(source_ == nullptr ? std::string{} : source_->host(), where.text(), read_local_ports());
}

/// Waits before the next attempt; false when there shall be none. A run in which no connection was ever made ends when
/// all lanes have tried often enough, and a server that went away for good does not hold a counted run for ever.
net::awaitable<bool> lane::back_off() {
  if (context_.counts.opened == 0 && context_.hopeless == context_.lanes.size()) {
    context_.gave_up = true;
    context_.rule.stop();
  }
  const auto now = steady::now();
  if (context_.rule.over(now) || now - refused_since_ > context_.settings.timeout) co_return false;
  co_await rest(refusals_);
  co_return true;
}

/// The longer the more often it was in vain.
net::awaitable<> lane::rest(unsigned times) { co_await rest_until(steady::now() + back_off_after(times)); }

/// True if it was cut short. The worker does not sleep in Asio's reactor: it is told when the timer fires.
net::awaitable<bool> lane::rest_until(steady::time_point when) {
  backing_off_ = true;
  const auto alarm = context_.alarms.insert(when);
  back_off_.expires_at(when);
  const auto [cut_short] = co_await back_off_.async_wait(net::awaiting);
  context_.alarms.erase(alarm);
  backing_off_ = false;
  co_return static_cast<bool>(cut_short);
}

void lane::sweep(steady::time_point now) noexcept {
  if (auto* plain = std::get_if<connection<http1::session>>(&connection_)) return plain->sweep(now);
  if (auto* framed = std::get_if<connection<http2::session>>(&connection_)) return framed->sweep(now);
  if (backing_off_ && context_.rule.over(now)) back_off_.cancel();
  if (!connecting_ || now < std::min(connecting_since_ + context_.settings.connect_timeout, context_.drained)) return;
  expired_ = true;
  link_.cancel();
}

void lane::count(standing& into) const noexcept {
  if (const auto* plain = std::get_if<connection<http1::session>>(&connection_)) return plain->count(into);
  if (const auto* framed = std::get_if<connection<http2::session>>(&connection_)) return framed->count(into);
  if (connecting_) ++into.states.connecting;
}

}  // namespace synfin::load
