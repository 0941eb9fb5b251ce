#include "server/background/errand_runner.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace synfin::server {
namespace {

/// Blocks signals for this thread, and for those that it starts meanwhile: the main thread is to get them. Not those
/// that a fault of the thread itself raises.
class signals_held {
 public:
  signals_held() {
    sigset_t all;
    sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) sigdelset(&all, fault);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~signals_held() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  signals_held(const signals_held&) = delete;
  signals_held& operator=(const signals_held&) = delete;

 private:
  sigset_t before_{};
};

/// Lets the event loops go first. Not SCHED_IDLE: a thread of that class may hardly run at all on a busy machine, and
/// an event loop that wants a lock or an answer of it would wait. Where it is refused, the thread is an ordinary one.
void yield_to_others() {
  constexpr int least = 19;
  [[maybe_unused]] const int refused = ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), least);
}

}  // namespace

errand_runner::errand_runner(settings as) : settings_(as) {
  try {
    start_threads(settings_.threads);
  } catch (...) {
    stop();
    throw;
  }
}

errand_runner::~errand_runner() { stop(); }

void errand_runner::start_threads(std::size_t count) {
  const signals_held held;
  while (threads_.size() < count) threads_.emplace_back([this] { run(); });
}

bool errand_runner::take(std::shared_ptr<site::errand> work) {
  {
    const std::scoped_lock lock(mutex_);
    if (ending_ || queue_.size() >= settings_.most_waiting) return false;
    queue_.push_back(std::move(work));
  }
  filled_.notify_one();
  return true;
}

errand_runner::listener_id errand_runner::listen(std::function<void()> told) {
  const std::scoped_lock lock(listeners_mutex_);
  listeners_.emplace(next_listener_, std::move(told));
  return next_listener_++;
}

void errand_runner::leave(listener_id who) {
  const std::scoped_lock lock(listeners_mutex_);
  listeners_.erase(who);
}

void errand_runner::stop() {
  std::deque<std::shared_ptr<site::errand>> dropped;  // let go of behind the lock
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    dropped.swap(queue_);
  }
  stopping_.request_stop();
  filled_.notify_all();
  for (std::thread& each : threads_) {
    if (each.joinable()) each.join();
  }
}

std::size_t errand_runner::waiting() const {
  const std::scoped_lock lock(mutex_);
  return queue_.size();
}

void errand_runner::run() {
  if (settings_.pace == urgency::spare) yield_to_others();
  while (const auto work = next()) {
    work->run(stopping_.get_token());
    tell();
  }
}

/// The errand that has waited longest, as soon as there is one; null when it is time to end.
std::shared_ptr<site::errand> errand_runner::next() {
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [this] { return ending_ || !queue_.empty(); });
  if (ending_) return nullptr;
  auto first = std::move(queue_.front());
  queue_.pop_front();
  return first;
}

void errand_runner::tell() const {
  const std::scoped_lock lock(listeners_mutex_);
  for (const auto& [id, told] : listeners_) told();
}

}  // namespace synfin::server
