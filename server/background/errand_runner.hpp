#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "server/site/background.hpp"

namespace synfin::server {

/// How an errand_runner's threads compete with the event loops: `spare` has the least priority, `prompt` the ordinary.
enum class urgency : std::uint8_t { spare, prompt };

/// Does errands on threads of its own, in the order they came. See README.md for why there are three of these.
class errand_runner final : public site::background {
 public:
  struct settings {
    std::size_t threads = 1;
    std::size_t most_waiting = 256;  ///< beyond it take() refuses
    urgency pace = urgency::spare;
  };
  using listener_id = std::size_t;

  /// Throws std::system_error if the system gives no thread.
  explicit errand_runner(settings as);

  /// stop().
  ~errand_runner() override;
  errand_runner(const errand_runner&) = delete;
  errand_runner& operator=(const errand_runner&) = delete;

  bool take(std::shared_ptr<site::errand> work) override;

  /// From now on `told` is called when an errand is over, on the thread that did it. It must be quick, must not throw,
  /// and must not call listen() or leave().
  listener_id listen(std::function<void()> told);

  /// `told` is not called any more, and not running either, when this returns.
  void leave(listener_id who);

  /// Asks the errands that are being done to give up, waits for them, and drops the rest, which will never be over.
  /// Takes no more.
  void stop();

  /// How many wait to be begun.
  std::size_t waiting() const;

 private:
  void start_threads(std::size_t count);
  void run();
  std::shared_ptr<site::errand> next();
  void tell() const;

  settings settings_;
  std::stop_source stopping_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::shared_ptr<site::errand>> queue_;  // by mutex_
  bool ending_ = false;                              // by mutex_
  mutable std::mutex listeners_mutex_;
  std::map<listener_id, std::function<void()>> listeners_;  // by listeners_mutex_
  listener_id next_listener_ = 0;                           // by listeners_mutex_
  std::vector<std::thread> threads_;                        // last: they use all of the above
};

}  // namespace synfin::server
