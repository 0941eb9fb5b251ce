#include "server/background/errand_runner.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace synfin::server {
namespace {

/// Does what a test wants.
class deed final : public site::errand {
 public:
  explicit deed(std::function<void()> what) : what_(std::move(what)) {}

 private:
  void work(const std::stop_token& /*stop*/) noexcept override { what_(); }

  std::function<void()> what_;
};

std::shared_ptr<deed> make(std::function<void()> what = [] {}) { return std::make_shared<deed>(std::move(what)); }

/// An errand that is being done until it is let go.
struct gate {
  std::promise<void> begun, open;
  std::shared_ptr<deed> errand = make([this] {
    begun.set_value();
    open.get_future().wait();
  });

  /// Has `by` begin it.
  void occupy(errand_runner& by) {
    REQUIRE(by.take(errand));
    begun.get_future().wait();
  }
};

/// Waits until an errand is over that was taken last.
void wait_for_the_rest(errand_runner& by) {
  std::promise<void> done;
  REQUIRE(by.take(make([&] { done.set_value(); })));
  done.get_future().wait();
}

TEST_CASE("errands are done in the order they came") {
  errand_runner runner({});
  std::vector<int> done;
  std::vector<std::shared_ptr<deed>> all;
  for (int number = 0; number < 100; ++number) {
    all.push_back(make([&done, number] { done.push_back(number); }));
    CHECK(runner.take(all.back()));
  }
  wait_for_the_rest(runner);
  REQUIRE(done.size() == 100);
  for (int number = 0; number < 100; ++number) CHECK(done[static_cast<std::size_t>(number)] == number);
  for (const auto& each : all) CHECK(each->over());
}

TEST_CASE("several threads do several errands at once") {
  errand_runner runner({.threads = 2, .most_waiting = 10, .pace = urgency::prompt});
  gate first;
  gate second;
  first.occupy(runner);
  second.occupy(runner);
  first.open.set_value();
  second.open.set_value();
  runner.stop();
  CHECK(first.errand->over());
  CHECK(second.errand->over());
}

TEST_CASE("a full queue refuses, and takes again when there is room") {
  gate busy;
  errand_runner runner({.threads = 1, .most_waiting = 2, .pace = urgency::spare});
  busy.occupy(runner);
  CHECK(runner.take(make()));
  CHECK(runner.take(make()));
  CHECK(runner.waiting() == 2);
  CHECK_FALSE(runner.take(make()));
  std::promise<void> told;
  std::atomic<int> left = 3;
  const auto id = runner.listen([&] {
    if (--left == 0) told.set_value();
  });
  busy.open.set_value();
  told.get_future().wait();
  runner.leave(id);
  CHECK(runner.waiting() == 0);
  wait_for_the_rest(runner);
}

TEST_CASE("a stop waits for what runs, drops the rest and takes no more") {
  gate busy;
  errand_runner runner({});
  busy.occupy(runner);
  bool begun = false;
  auto waiting = make([&] { begun = true; });
  const std::weak_ptr<deed> dropped = waiting;
  CHECK(runner.take(std::move(waiting)));
  std::thread stopper([&] { runner.stop(); });
  while (runner.waiting() > 0) std::this_thread::yield();
  CHECK_FALSE(busy.errand->over());
  busy.open.set_value();
  stopper.join();
  CHECK(busy.errand->over());
  CHECK_FALSE(begun);
  CHECK(dropped.expired());
  CHECK_FALSE(runner.take(make()));
  runner.stop();  // again does no harm
}

/// Goes on until it is asked to give up.
class endless_deed final : public site::errand {
 public:
  std::promise<void> begun;

 private:
  void work(const std::stop_token& stop) noexcept override {
    begun.set_value();
    while (!stop.stop_requested()) std::this_thread::yield();
  }
};

TEST_CASE("a stop asks what runs to give up") {
  errand_runner runner({.threads = 2, .most_waiting = 2, .pace = urgency::prompt});
  const std::array endless{std::make_shared<endless_deed>(), std::make_shared<endless_deed>()};
  for (const auto& each : endless) REQUIRE(runner.take(each));
  for (const auto& each : endless) each->begun.get_future().wait();
  runner.stop();
  for (const auto& each : endless) CHECK(each->over());
}

TEST_CASE("each listener is told once an errand, when it is over") {
  errand_runner runner({});
  std::promise<void> both;
  std::atomic<int> first = 0;
  std::atomic<int> second = 0;
  auto errand = make();
  std::atomic<bool> over = false;
  const auto one = runner.listen([&] {
    ++first;
    over = errand->over();
  });
  const auto other = runner.listen([&] {
    ++second;
    both.set_value();
  });
  CHECK(runner.take(errand));
  both.get_future().wait();
  runner.leave(other);
  CHECK(over);
  CHECK(second == 1);
  runner.leave(one);
  CHECK(first == 1);
  wait_for_the_rest(runner);
  runner.stop();
  CHECK(first == 1);
  CHECK(second == 1);
}

TEST_CASE("a listener that left is not called any more") {
  errand_runner runner({.threads = 2, .most_waiting = 1000, .pace = urgency::prompt});
  for (int round = 0; round < 50; ++round) {
    auto gone = std::make_unique<std::atomic<int>>(0);
    const auto id = runner.listen([counter = gone.get()] { ++*counter; });
    runner.take(make());
    runner.leave(id);
    gone.reset();  // a late call would be a use after free
  }
}

/// The nice value of the thread that a runner of that pace does its errands on.
int nice_value_of(urgency pace) {
  std::promise<int> found;
  errand_runner runner({.threads = 1, .most_waiting = 1, .pace = pace});
  REQUIRE(runner.take(make([&] { found.set_value(::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()))); })));
  return found.get_future().get();
}

TEST_CASE("the thread of a spare runner yields to all others, a prompt one's does not") {
  const int own = ::getpriority(PRIO_PROCESS, 0);
  CHECK(nice_value_of(urgency::spare) == 19);
  CHECK(nice_value_of(urgency::prompt) == own);
  CHECK(::getpriority(PRIO_PROCESS, 0) == own);
}

sigset_t signals_blocked_here() {
  sigset_t mask;
  pthread_sigmask(SIG_BLOCK, nullptr, &mask);
  return mask;
}

bool blocked(const sigset_t& mask, int signal) { return sigismember(&mask, signal) == 1; }

TEST_CASE("signals go to other threads, but for those of a fault") {
  errand_runner runner({});
  std::promise<sigset_t> found;
  REQUIRE(runner.take(make([&] { found.set_value(signals_blocked_here()); })));
  const sigset_t mask = found.get_future().get();
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGPIPE}) CHECK(blocked(mask, signal));
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE}) CHECK_FALSE(blocked(mask, signal));
}

TEST_CASE("whoever makes a runner gets the signals that it got before") {
  const sigset_t before = signals_blocked_here();
  const errand_runner runner({});
  const sigset_t after = signals_blocked_here();
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) CHECK(blocked(after, signal) == blocked(before, signal));
}

TEST_CASE("errands may be handed over by many threads at once, and each is done once") {
  errand_runner runner({.threads = 3, .most_waiting = 100'000, .pace = urgency::spare});
  std::atomic<int> done = 0;
  std::vector<std::thread> givers;
  std::atomic<int> taken = 0;
  givers.reserve(4);
  for (int giver = 0; giver < 4; ++giver) {
    givers.emplace_back([&] {
      for (int number = 0; number < 250; ++number) taken += runner.take(make([&] { ++done; })) ? 1 : 0;
    });
  }
  for (std::thread& each : givers) each.join();
  while (runner.waiting() > 0) std::this_thread::yield();
  runner.stop();
  CHECK(taken == 1000);
  CHECK(done == 1000);
}

}  // namespace
}  // namespace synfin::server
