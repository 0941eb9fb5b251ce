#include "server/http2/frame_scanner.hpp"

#include <algorithm>
#include <cstring>

namespace synfin::server::http2 {

std::optional<frame_head> frame_scanner::next(std::string_view& bytes) noexcept {
  const std::size_t passed = std::min(left_, bytes.size());
  left_ -= passed;
  bytes.remove_prefix(passed);
  const std::size_t taken = std::min(head_size - have_, bytes.size());
  if (taken == 0) return std::nullopt;
  std::memcpy(head_.data() + have_, bytes.data(), taken);
  have_ += taken;
  bytes.remove_prefix(taken);
  if (have_ < head_size) return std::nullopt;
  have_ = 0;
  const auto length = std::uint32_t{head_[0]} << 16U | std::uint32_t{head_[1]} << 8U | head_[2];
  left_ = length;
  return frame_head{length, head_[3], head_[4]};
}

}  // namespace synfin::server::http2
