#pragma once

#include <cstddef>
#include <optional>
#include <system_error>

namespace synfin::test {

/// Fails the Nth operation that asks it, and no other.
class fail_at {
 public:
  /// Fails none, and counts.
  fail_at() = default;
  fail_at(std::size_t place, std::errc how) noexcept : place_(place), how_(how) {}

  /// Why the operation at hand fails; nullopt if it does not.
  std::optional<std::error_code> next() noexcept {
    if (++operations_ != place_) return std::nullopt;
    return std::error_code(static_cast<int>(how_), std::system_category());
  }

  std::size_t operations() const noexcept { return operations_; }

 private:
  std::size_t place_ = 0;  // counted from 1
  std::errc how_ = std::errc::io_error;
  std::size_t operations_ = 0;
};

}  // namespace synfin::test
