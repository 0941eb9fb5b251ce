#include "client/trace/speech/http2_framing.hpp"

#include <algorithm>

namespace synfin::trace {
namespace {

frame_head read_head(std::string_view bytes, std::uint64_t at) noexcept {
  constexpr std::uint32_t reserved = 0x7fff'ffff;
  return {at, static_cast<std::uint32_t>(number_at(bytes, 0, 3)), static_cast<frame_type>(number_at(bytes, 3, 1)),
          static_cast<std::uint8_t>(number_at(bytes, 4, 1)),
          static_cast<std::uint32_t>(number_at(bytes, 5, 4)) & reserved};
}

}  // namespace

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t count) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    value = (value << 8) | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
  }
  return value;
}

bool begins_http2(std::string_view bytes) noexcept {
  if (bytes.size() < frame_head::size) return false;
  const frame_head first = read_head(bytes, 0);
  return first.type == frame_type::settings && first.flags == 0 && first.stream == 0 && first.length % 6 == 0;
}

std::optional<frame_head> frame_walk::next() {
  std::string bytes = bytes_.read(at_, frame_head::size);
  if (bytes.size() < frame_head::size) {
    at_ += bytes.size();
    if (!find_again()) return std::nullopt;
    bytes = bytes_.read(at_, frame_head::size);
  }
  const frame_head found = read_head(bytes, at_);
  at_ += frame_head::size + found.length;
  highest_ = std::max(highest_, found.stream);
  return found;
}

bool frame_walk::find_again() {
  if (!bytes_.gap_at(at_)) return false;
  lost_ = true;
  for (auto next = bytes_.piece_from(at_); next; next = bytes_.piece_from(*next + 1)) {
    const std::string bytes = bytes_.read(*next, frame_head::size);
    if (bytes.size() < frame_head::size || !plausible(read_head(bytes, *next))) continue;
    at_ = *next;
    return true;
  }
  return false;
}

/// Strict, so that the middle of a body is not taken for a frame.
bool frame_walk::plausible(const frame_head& head) const noexcept {
  constexpr std::uint32_t usual_most = 16 * 1024;
  const bool of_stream = head.stream != 0 && head.stream <= highest_;
  switch (head.type) {
    case frame_type::data: return of_stream && head.length <= usual_most && (head.flags & 0xf6U) == 0;
    case frame_type::headers: return of_stream && head.length <= usual_most && (head.flags & 0xd2U) == 0;
    case frame_type::rst_stream: return of_stream && head.length == 4 && head.flags == 0;
    case frame_type::window_update: return head.stream <= highest_ && head.length == 4 && head.flags == 0;
    case frame_type::settings: return head.stream == 0 && head.length == 0 && head.flags == frame_head::ack;
    case frame_type::ping: return head.stream == 0 && head.length == 8 && head.flags <= frame_head::ack;
    case frame_type::goaway: return head.stream == 0 && head.length >= 8 && head.flags == 0;
    default: return false;
  }
}

}  // namespace synfin::trace
