#include "client/load/crew.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <thread>

#include "client/live/front_desk.hpp"
#include "common/cpus.hpp"
#include "common/error.hpp"

namespace synfin::load {
namespace {

descriptor counter() {
  descriptor made(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!made.valid()) throw system_failure(errno, "cannot make an eventfd");
  return made;
}

/// At most one for each connection, and for each request that may be in flight.
std::size_t thread_count(const config::load_settings& settings) noexcept {
  const std::size_t wanted = settings.threads == 0 ? usable_cpus() : settings.threads;
  const std::size_t in_flight = settings.pacing.max_in_flight;
  return std::min({wanted, settings.connections, in_flight == 0 ? wanted : in_flight});
}

double seconds(steady::duration time) noexcept { return std::chrono::duration<double>(time).count(); }

}  // namespace

crew::crew(const config::load_settings& settings, const request_plan& plan,
           const std::vector<destination>& destinations, const tls::client_context* tls)
    : settings_(settings), started_(steady::now()), pace_(settings, plan, thread_count(settings)), ended_(counter()) {
  const std::size_t count = thread_count(settings);
  const auto& dealt = plan.target_of_connection();
  for (std::size_t number = 0; number < count; ++number) {
    worker::order order{&settings, &destinations, tls, {}, number, count, &pace_, &stop_};
    for (std::size_t i = number; i < dealt.size(); i += count) order.lanes.push_back(dealt[i]);
    order.watched = settings.reports.progress != config::progress_kind::off || !settings.reports.admin.empty();
    workers_.push_back(std::make_unique<worker>(std::move(order)));
  }
  escaped_.resize(count);
}

void crew::run() {
  front_desk desk({.settings = &settings_,
                   .threads = workers_.size(),
                   .ended = ended_.raw(),
                   .take = [this] { return take_live(); },
                   .stop = [this] { stop_.store(true); },
                   .started = started_});
  std::vector<std::jthread> threads;
  threads.reserve(workers_.size());
  for (std::size_t i = 0; i < workers_.size(); ++i) threads.emplace_back([this, i] { work(i); });
  desk.run();
  threads.clear();
  for (const auto& failure : escaped_) {
    if (failure) std::rethrow_exception(failure);
  }
}

void crew::work(std::size_t index) noexcept {
  try {
    workers_[index]->run();
  } catch (...) {
    escaped_[index] = std::current_exception();
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(ended_.raw(), &one, sizeof one);
}

live_figures crew::take_live() {
  live_figures sum;
  for (const auto& each : workers_) sum.add(each->take_live());
  return sum;
}

void crew::add_to(load_result& result) const {
  for (const auto& each : workers_) {
    result.counts.add(each->counts());
    result.workers.push_back(each->usage());
    result.timeline.length_s = each->timeline().length_s;
    result.timeline.add(each->timeline());
    result.mean_in_flight += each->mean_in_flight();
  }
  result.interrupted = stop_.load();
  if (result.counts.last > result.counts.first) result.duration_s = seconds(result.counts.last - result.counts.first);
}

}  // namespace synfin::load
