#include "server/site/multipart.hpp"

#include <fmt/format.h>

namespace synfin::server::site {
namespace {

/// A number that any change of the seed changes beyond recognition.
std::uint64_t mixed(std::string_view seed, std::uint64_t start) noexcept {
  constexpr std::uint64_t odd = 0xd6e8feb86659fd93U;
  std::uint64_t value = start + seed.size();
  for (const char c : seed) {
    value = (value ^ static_cast<unsigned char>(c)) * odd;
    value ^= value >> 32U;
  }
  for (int round = 0; round < 3; ++round) value = (value ^ (value >> 32U)) * odd;
  return value ^ (value >> 32U);
}

}  // namespace

multipart_frame frame_parts(std::string_view content_type, std::uint64_t size, std::span<const byte_range> ranges,
                            std::string_view boundary) {
  multipart_frame frame;
  frame.heads.reserve(ranges.size());
  for (const auto& [first, length] : ranges) {
    frame.heads.push_back(fmt::format("{}--{}\r\nContent-Type: {}\r\nContent-Range: bytes {}-{}/{}\r\n\r\n",
                                      frame.heads.empty() ? "" : "\r\n", boundary, content_type, first,
                                      first + (length - 1), size));
    frame.length += frame.heads.back().size() + length;
  }
  frame.end = fmt::format("\r\n--{}--\r\n", boundary);
  frame.length += frame.end.size();
  return frame;
}

std::string multipart_type(std::string_view boundary) {
  return fmt::format("multipart/byteranges; boundary={}", boundary);
}

std::string boundary_of(std::string_view seed) {
  return fmt::format("{:016x}{:016x}", mixed(seed, 0x243f6a8885a308d3U), mixed(seed, 0x13198a2e03707344U));
}

}  // namespace synfin::server::site
