#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <utility>

#include "server/site/background.hpp"

namespace synfin::test {

/// A background that does its errands when a test says so, on the test's own thread.
class errand_queue final : public server::site::background {
 public:
  bool take(std::shared_ptr<server::site::errand> work) override {
    if (full) return false;
    waiting_.push_back(std::move(work));
    return true;
  }

  /// Does what waits now, and what that brings with it.
  void run() {
    while (!waiting_.empty()) {
      const auto next = std::move(waiting_.front());
      waiting_.pop_front();
      next->run();
    }
  }

  std::size_t size() const noexcept { return waiting_.size(); }

  bool full = false;  ///< refuses all

 private:
  std::deque<std::shared_ptr<server::site::errand>> waiting_;
};

}  // namespace synfin::test
