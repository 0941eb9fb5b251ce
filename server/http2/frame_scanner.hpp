#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace synfin::server::http2 {

/// The 9 bytes before each frame, as far as they matter here (RFC 9113 §4.1).
struct frame_head {
  std::uint32_t length = 0;
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
};

/// Finds the frames in what a client sends, its preface passed over, so that each can be paid for: those too that
/// nghttp2 drops without a word. Works on bytes cut anywhere.
class frame_scanner {
 public:
  /// Takes bytes off the front of `bytes` up to the end of the next frame's head; nullopt if they are over before.
  std::optional<frame_head> next(std::string_view& bytes) noexcept;

 private:
  static constexpr std::size_t preface_size = 24;
  static constexpr std::size_t head_size = 9;

  std::array<unsigned char, head_size> head_{};
  std::size_t have_ = 0;             // bytes of head_
  std::size_t left_ = preface_size;  // to be passed over before the next head
};

}  // namespace synfin::server::http2
