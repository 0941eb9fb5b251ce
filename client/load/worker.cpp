#include "client/load/worker.hpp"

#include <sys/resource.h>

#include <algorithm>

#include <asio/co_spawn.hpp>

#include "client/load/lane.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::duration longest_tick = 100ms;
constexpr steady::duration shortest_tick = 1ms;
constexpr steady::duration longest_drain = 5s;
constexpr std::size_t scratch_size = 128 * 1024;

double seconds(const timeval& time) noexcept {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// User and system time of the calling thread.
double thread_cpu_seconds() noexcept {
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Timeouts are seen within a tenth of their length.
steady::duration tick_for(const config::load_settings& settings) noexcept {
  const steady::duration shortest = std::min(settings.timeout, settings.connect_timeout);
  return std::clamp(shortest / 10, shortest_tick, longest_tick);
}

std::vector<request_cursor> cursors(const worker::order& what) {
  std::vector<request_cursor> made;
  for (const destination& each : *what.destinations) made.emplace_back(*each.asked, what.number, what.workers);
  return made;
}

}  // namespace

worker::worker(order what)
    : order_(std::move(what)),
      context_{.settings = *order_.settings,
               .destinations = *order_.destinations,
               .tls = order_.tls,
               .rule = {stop_rule::share(order_.settings->requests, order_.number, order_.workers), order_.deadline},
               .counts = {},
               .cursors = cursors(order_),
               .working_address = std::vector<std::size_t>(order_.destinations->size()),
               .shelves = std::vector<tls::session_shelf>(order_.destinations->size()),
               .scratch = std::vector<char>(scratch_size),
               .random = std::minstd_rand(static_cast<unsigned>(order_.number + 1)),
               .lanes = {}},
      tick_length_(tick_for(*order_.settings)),
      io_(ASIO_CONCURRENCY_HINT_UNSAFE),
      tick_(io_) {}

void worker::run() {
  const double cpu_before = thread_cpu_seconds();
  const auto started = steady::now();
  for (const std::size_t destination : order_.lanes) start_lane(destination);
  if (running_ != 0) schedule_tick();
  io_.run();
  usage_ = {thread_cpu_seconds() - cpu_before, std::chrono::duration<double>(steady::now() - started).count()};
  if (escaped_) std::rethrow_exception(escaped_);
}

void worker::start_lane(std::size_t destination) {
  ++running_;
  asio::co_spawn(io_.get_executor(), keep_lane(&context_, &io_, destination),
                 [this](const std::exception_ptr& escaped) { lane_ended(escaped); });
}

void worker::lane_ended(const std::exception_ptr& escaped) {
  if (escaped && !escaped_) {
    escaped_ = escaped;
    context_.rule.stop();
  }
  if (--running_ == 0) tick_.cancel();
}

void worker::schedule_tick() {
  const auto now = steady::now();
  const auto deadline = context_.rule.deadline();
  tick_.expires_at(now < deadline ? std::min(now + tick_length_, deadline) : now + tick_length_);
  tick_.async_wait([this](const std::error_code& cancelled) {
    if (cancelled || running_ == 0) return;
    tick(steady::now());
    schedule_tick();
  });
}

void worker::tick(steady::time_point now) {
  live_.completed.store(context_.counts.completed, std::memory_order_relaxed);
  live_.errors.store(context_.counts.failed + context_.counts.connections_failed, std::memory_order_relaxed);
  if (order_.stop->load(std::memory_order_relaxed)) context_.rule.stop();
  if (context_.rule.closed(now) && context_.drained == steady::time_point::max()) {
    context_.drained = now + std::min<steady::duration>(longest_drain, context_.settings.timeout);
  }
  for (lane* each : context_.lanes) each->sweep(now);
}

}  // namespace synfin::load
