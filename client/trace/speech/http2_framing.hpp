#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/trace/speech/byte_stream.hpp"

namespace synfin::trace {

/// What the client says before its first frame (RFC 9113 §3.4).
inline constexpr std::string_view http2_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The types of frames that are looked into (RFC 9113 §6).
enum class frame_type : std::uint8_t {
  data,
  headers,
  priority,
  rst_stream,
  settings,
  push_promise,
  ping,
  goaway,
  window_update,
  continuation,
};

/// Head of a frame (RFC 9113 §4.1).
struct frame_head {
  static constexpr std::uint64_t size = 9;
  static constexpr std::uint8_t end_stream = 0x01;
  static constexpr std::uint8_t ack = 0x01;
  static constexpr std::uint8_t end_headers = 0x04;
  static constexpr std::uint8_t padded = 0x08;
  static constexpr std::uint8_t prioritized = 0x20;

  std::uint64_t at = 0;
  std::uint32_t length = 0;  ///< of what follows
  frame_type type = frame_type::data;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;

  bool has(std::uint8_t flag) const noexcept { return (flags & flag) != 0; }
};

/// Do these bytes begin as the first frame of a side must, with SETTINGS?
bool begins_http2(std::string_view bytes) noexcept;

/// Number of the first `count` bytes, the most significant first; those that are not there are 0.
std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t count) noexcept;

/// Goes from frame to frame of one side. Behind a gap that hides where frames begin it goes on with the first piece
/// that begins with one of a stream that is known.
class frame_walk {
 public:
  /// `highest_stream`: as far as the other side has shown.
  frame_walk(const byte_stream& bytes, std::uint64_t at, std::uint32_t highest_stream) noexcept
      : bytes_(bytes), at_(at), highest_(highest_stream) {}

  std::optional<frame_head> next();

  /// What follows the head, as far as it is known.
  std::string payload(const frame_head& of) const { return bytes_.read(of.at + frame_head::size, of.length); }

  /// Frames may be missing before the last one.
  bool lost() const noexcept { return lost_; }
  std::uint32_t highest_stream() const noexcept { return highest_; }

 private:
  bool find_again();
  bool plausible(const frame_head& head) const noexcept;

  const byte_stream& bytes_;
  std::uint64_t at_;
  std::uint32_t highest_;
  bool lost_ = false;
};

}  // namespace synfin::trace
