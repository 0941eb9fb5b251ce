#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::test {

/// Frames of HTTP/2 written by hand (RFC 9113 §4.1), for what a well-behaved library would not send.
namespace h2 {

enum type : std::uint8_t {
  data = 0,
  headers = 1,
  priority = 2,
  rst_stream = 3,
  settings = 4,
  ping = 6,
  goaway = 7,
  window_update = 8,
  continuation = 9,
  priority_update = 16,
};
inline constexpr std::uint8_t none = 0, ack = 1, end_stream = 1, end_headers = 4, padded = 8;

inline constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// GET / of the host x, as its header block: static entries, and one literal.
inline constexpr std::string_view get_root = "\x82\x86\x84\x01\x01x";

inline std::string number32(std::uint32_t value) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes.push_back(static_cast<char>(value >> shift & 0xffU));
  return bytes;
}

inline std::string frame(std::uint8_t what, std::uint8_t flags, std::uint32_t stream, std::string_view payload = "") {
  std::string bytes = number32(static_cast<std::uint32_t>(payload.size()) << 8U | what);
  bytes.push_back(static_cast<char>(flags));
  return bytes.append(number32(stream)).append(payload);
}

/// What a client says first.
inline std::string greeting() { return std::string(preface) + frame(settings, none, 0); }

struct seen_frame {
  std::uint8_t what = 0;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::string payload;

  /// A number of the payload; 0 if there is none at that place.
  std::uint32_t number_at(std::size_t place) const {
    std::uint32_t value = 0;
    for (std::size_t each = place; each < place + 4 && each < payload.size(); ++each)
      value = value << 8U | static_cast<unsigned char>(payload[each]);
    return value;
  }
};

/// The whole frames in `bytes`.
inline std::vector<seen_frame> frames_in(std::string_view bytes) {
  constexpr std::size_t head_size = 9;
  std::vector<seen_frame> all;
  while (bytes.size() >= head_size) {
    const seen_frame head{0, 0, 0, std::string(bytes.substr(0, head_size))};
    const std::size_t size = head.number_at(0) >> 8U;
    if (bytes.size() < head_size + size) break;
    all.push_back({static_cast<std::uint8_t>(bytes[3]), static_cast<std::uint8_t>(bytes[4]), head.number_at(5),
                   std::string(bytes.substr(head_size, size))});
    bytes.remove_prefix(head_size + size);
  }
  return all;
}

}  // namespace h2
}  // namespace synfin::test
