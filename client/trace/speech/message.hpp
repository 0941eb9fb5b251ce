#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace synfin::trace {

/// How much a message tells, the most first.
enum class weight : std::uint8_t {
  news,   ///< a head, a handshake, an end by force
  usual,  ///< what every connection says once or so
  chore,  ///< an acknowledgment, a window
  bulk,   ///< the body of something
};

/// What becomes of an HTTP/2 stream by a message (RFC 9113 §5.1).
enum class stream_change : std::uint8_t {
  none,
  opened,        ///< and the sender has more to say
  opened_ended,  ///< and that was all of its sender
  ended,         ///< that was all of its sender
  reset,         ///< it is over
};

/// One thing that a side says: an HTTP/1 head, an HTTP/2 frame, a TLS record or handshake message.
struct message {
  using value = std::variant<bool, std::uint64_t, std::string>;

  std::uint64_t at = 0;  ///< its first byte in its side's payload
  std::size_t step = 0;  ///< the segment that this byte came in
  std::string protocol;  ///< `http/1.1`, `h2`, `tls`
  std::string name;      ///< what it is called where several are counted
  std::string words;     ///< for people
  weight tells = weight::news;
  bool asks = false;       ///< a request, or what may be one
  bool handshake = false;  ///< of the agreement on keys, not what these keep
  bool sealed = false;     ///< it was inside a TLS record
  std::uint32_t stream = 0;
  stream_change change = stream_change::none;
  std::vector<std::pair<std::string_view, value>> details;  ///< for programs
};

/// Both in one, by their places; where these are the same, `one` first. Each must be in order.
inline std::vector<message> merged(std::vector<message> one, std::vector<message> other) {
  std::vector<message> all;
  all.reserve(one.size() + other.size());
  std::merge(std::move_iterator(one.begin()), std::move_iterator(one.end()), std::move_iterator(other.begin()),
             std::move_iterator(other.end()), std::back_inserter(all),
             [](const message& a, const message& b) { return a.at < b.at; });
  return all;
}

}  // namespace synfin::trace
