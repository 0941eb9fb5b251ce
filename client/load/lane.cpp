#include "client/load/lane.hpp"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <fmt/format.h>

#include "common/error.hpp"

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

}  // namespace

net::awaitable<> keep_lane(worker_context* context, asio::io_context* io, std::size_t destination) {
  lane kept(*context, *io, destination);
  co_await kept.run();
}

lane::lane(worker_context& context, asio::io_context& io, std::size_t destination)
    : context_(context), destination_(destination), link_(io), back_off_(io) {
  context_.lanes.push_back(this);
}

lane::~lane() {
  if (refusals_ >= hopeless_refusals) --context_.hopeless;
  std::erase(context_.lanes, this);
}

/// A request is claimed before its connection is made, so that none is made for nothing.
net::awaitable<> lane::run() {
  bool going_on = true;
  while (going_on && context_.rule.claim(steady::now())) {
    // Named, not written into the conditions: GCC 12 loses its place in a frame that awaits there.
    const bool connected = co_await open();
    if (connected && connection_) {
      co_await connection_->run();
      connection_.reset();
    } else {
      context_.rule.give_back();
      going_on = co_await back_off();
    }
  }
}

/// Tries the host's addresses in turn, from the one that worked last.
net::awaitable<bool> lane::open() {
  const destination& wanted = context_.destinations[destination_];
  std::size_t& working = context_.working_address[destination_];
  std::error_code problem;
  std::size_t index = working;
  expired_ = false;
  connecting_ = true;
  for (std::size_t tried = 0; tried < wanted.addresses.size() && !expired_; ++tried) {
    index = (working + tried) % wanted.addresses.size();
    connecting_since_ = steady::now();
    context_.counts.first = std::min(context_.counts.first, connecting_since_);
    problem = co_await link_.connect(wanted.addresses[index]);
    if (expired_) problem = error::connect_timeout;
    if (!problem) break;
  }
  connecting_ = false;
  if (problem) {
    refused(problem, wanted.addresses[index]);
    co_return false;
  }
  working = index;
  const auto took = steady::now() - connecting_since_;
  context_.counts.connection_opened(took);
  if (took >= no_syn_was_repeated) context_.counts.syn_retransmits += link_.retransmits();
  if (refusals_ >= hopeless_refusals) --context_.hopeless;
  refusals_ = 0;
  connection_.emplace(context_, destination_, link_);
  co_return true;
}

void lane::refused(const std::error_code& problem, const net::address& where) {
  link_.close();
  const auto now = steady::now();
  const failure why = connect_failure(problem);
  const bool first = context_.counts.wants_example(why);
  context_.counts.connection_failed(why, first ? fmt::format("{}: {}", where.text(), problem.message()) : "", now);
  if (refusals_++ == 0) refused_since_ = now;
  if (refusals_ == hopeless_refusals) ++context_.hopeless;
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
  backing_off_ = true;
  back_off_.expires_after(back_off_after(refusals_));
  co_await back_off_.async_wait(net::awaiting);
  backing_off_ = false;
  co_return true;
}

void lane::sweep(steady::time_point now) noexcept {
  if (connection_) return connection_->sweep(now);
  if (backing_off_ && context_.rule.over(now)) back_off_.cancel();
  if (!connecting_ || now < std::min(connecting_since_ + context_.settings.connect_timeout, context_.drained)) return;
  expired_ = true;
  link_.cancel();
}

}  // namespace synfin::load
