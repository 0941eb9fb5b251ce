#pragma once

#include <cstddef>
#include <string_view>

namespace synfin::trace {

/// Takes numbers and pieces off a message; what is not there is empty, and so is all behind it.
class byte_reader {
 public:
  explicit byte_reader(std::string_view bytes) noexcept : left_(bytes) {}

  bool empty() const noexcept { return left_.empty(); }

  /// Of so many bytes, the most significant first.
  std::size_t number(std::size_t bytes) noexcept {
    std::size_t value = 0;
    for (const char each : take(bytes)) value = (value << 8) | static_cast<unsigned char>(each);
    return value;
  }

  std::string_view take(std::size_t count) noexcept {
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view left_;
};

}  // namespace synfin::trace
