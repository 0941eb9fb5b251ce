#include "client/load/crew.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include "common/cpus.hpp"
#include "common/error.hpp"

namespace synfin::load {
namespace {

/// SIGINT and SIGTERM as a descriptor. They are blocked in this thread, and so in those it starts.
descriptor stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  descriptor made(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!made.valid()) throw system_failure(errno, "cannot watch signals");
  return made;
}

descriptor counter() {
  descriptor made(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!made.valid()) throw system_failure(errno, "cannot make an eventfd");
  return made;
}

/// Takes one signal or one count off a descriptor, if there is any.
template <typename Value>
bool take(const descriptor& from, Value& value) noexcept {
  return ::read(from.raw(), &value, sizeof value) == sizeof value;
}

double seconds(steady::duration time) noexcept { return std::chrono::duration<double>(time).count(); }

}  // namespace

crew::crew(const config::load_settings& settings, const request_plan& plan,
           const std::vector<destination>& destinations, const tls::client_context* tls)
    : settings_(settings), started_(steady::now()), display_(settings.progress), ended_(counter()) {
  const std::size_t wanted = settings.threads == 0 ? usable_cpus() : settings.threads;
  const std::size_t count = std::min(wanted, settings.connections);
  const auto& dealt = plan.target_of_connection();
  for (std::size_t number = 0; number < count; ++number) {
    worker::order order{&settings, &destinations, tls, {}, number, count, {}, &stop_};
    for (std::size_t i = number; i < dealt.size(); i += count) order.lanes.push_back(dealt[i]);
    if (settings.duration) order.deadline = started_ + *settings.duration;
    workers_.push_back(std::make_unique<worker>(std::move(order)));
  }
  escaped_.resize(count);
}

void crew::run() {
  const descriptor signals = stop_signals();
  std::vector<std::jthread> threads;
  threads.reserve(workers_.size());
  for (std::size_t i = 0; i < workers_.size(); ++i) threads.emplace_back([this, i] { work(i); });
  while (done_ < workers_.size()) wait(signals);
  display_.clear();
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

/// Waits for a worker's end, a signal, or the time to redraw.
void crew::wait(const descriptor& signals) {
  constexpr int redraw_ms = 500;
  constexpr int for_ever = -1;
  std::array<pollfd, 2> watched{{{ended_.raw(), POLLIN, 0}, {signals.raw(), POLLIN, 0}}};
  ::poll(watched.data(), watched.size(), display_.shown() ? redraw_ms : for_ever);
  if (std::uint64_t ended = 0; take(ended_, ended)) done_ += ended;
  if (signalfd_siginfo signal{}; take(signals, signal) && stop_.exchange(true)) {
    display_.clear();
    ::_exit(1);  // asked twice: at once
  }
  if (display_.shown()) display_.show(state());
}

progress crew::state() const {
  progress now;
  now.elapsed_s = seconds(steady::now() - started_);
  if (settings_.duration) now.of_s = seconds(*settings_.duration);
  now.of_requests = settings_.requests;
  now.stopping = stop_.load();
  for (const auto& each : workers_) {
    now.completed += each->live().completed.load(std::memory_order_relaxed);
    now.errors += each->live().errors.load(std::memory_order_relaxed);
  }
  return now;
}

void crew::add_to(load_result& result) const {
  for (const auto& each : workers_) {
    result.counts.add(each->counts());
    result.workers.push_back(each->usage());
  }
  result.interrupted = stop_.load();
  if (result.counts.last > result.counts.first) result.duration_s = seconds(result.counts.last - result.counts.first);
}

}  // namespace synfin::load
