#pragma once

#include <deque>
#include <memory>
#include <utility>

#include "server/site/background.hpp"

namespace synfin::test {

/// Keeps errands until a test has them done.
class held_background final : public server::site::background {
 public:
  bool take(std::shared_ptr<server::site::errand> work) override {
    if (full) return false;
    waiting.push_back(std::move(work));
    return true;
  }

  /// Does them in order, also those that come in meanwhile.
  void do_all() {
    while (!waiting.empty()) {
      const auto first = std::move(waiting.front());
      waiting.pop_front();
      first->run();
    }
  }

  std::deque<std::shared_ptr<server::site::errand>> waiting;
  bool full = false;  ///< it refuses
};

}  // namespace synfin::test
