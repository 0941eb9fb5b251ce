#pragma once

#include <atomic>
#include <memory>
#include <stop_token>

namespace synfin::server::site {

/// Work that takes too long for an event loop. It is done once, on some other thread; whoever waits for it holds it too
/// and looks at over() now and then.
class errand : public std::enable_shared_from_this<errand> {
 public:
  errand() = default;
  errand(const errand&) = delete;
  errand& operator=(const errand&) = delete;
  virtual ~errand() = default;

  /// Is it done? What it has found out may be read from then on, by any thread.
  bool over() const noexcept { return over_.load(std::memory_order_acquire); }

  /// Does anybody wait for it, beside whoever does it?
  bool wanted() const noexcept { return weak_from_this().use_count() > 1; }

  /// Does it, or gives it up, without a result, soon after `stop` asks for that. Called once, by whoever took it.
  void run(const std::stop_token& stop = {}) noexcept {
    work(stop);
    over_.store(true, std::memory_order_release);
  }

 private:
  virtual void work(const std::stop_token& stop) noexcept = 0;

  std::atomic<bool> over_ = false;
};

/// Whoever does errands.
class background {
 public:
  virtual ~background() = default;

  /// Sees to it that `work` runs soon; false if too much is waiting already. Any thread. Never blocks.
  virtual bool take(std::shared_ptr<errand> work) = 0;
};

}  // namespace synfin::server::site
