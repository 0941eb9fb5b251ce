#pragma once

#include <unistd.h>

#include <utility>

namespace synfin {

/// Owns a file descriptor; closes it once.
class descriptor {
 public:
  descriptor() noexcept = default;
  explicit descriptor(int raw) noexcept : raw_(raw) {}
  descriptor(descriptor&& other) noexcept : raw_(other.release()) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  ~descriptor() {
    if (raw_ >= 0) ::close(raw_);
  }

  /// The descriptor, -1 if there is none.
  int raw() const noexcept { return raw_; }
  bool valid() const noexcept { return raw_ >= 0; }

  /// Hands the descriptor over: the caller closes it.
  int release() noexcept { return std::exchange(raw_, -1); }

 private:
  int raw_ = -1;
};

}  // namespace synfin
