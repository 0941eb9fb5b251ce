#pragma once

#include <atomic>
#include <cstdint>

#include "common/descriptor.hpp"

namespace synfin::server {

/// What a worker can be told from another thread.
enum class command : std::uint8_t { none, drain, stop };

/// Carries commands into a worker's event loop, which takes no posts from other threads: an eventfd(2) wakes it.
class control {
 public:
  /// Throws std::system_error if the kernel gives no descriptor.
  control();

  /// From any thread. A stronger command replaces a weaker one.
  void tell(command what) noexcept;

  /// From any thread. Wakes the worker without a command.
  void wake() noexcept;

  /// The worker's side: readable when there is something to take.
  int waiting() const noexcept { return wake_.raw(); }

  /// The last command told; the descriptor is quiet again.
  command take() noexcept;

 private:
  descriptor wake_;
  std::atomic<command> told_{command::none};
};

}  // namespace synfin::server
