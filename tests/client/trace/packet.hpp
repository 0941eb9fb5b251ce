#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "client/trace/flow/flow.hpp"
#include "client/trace/wire/frame.hpp"

namespace synfin::test {

/// The bytes of a frame, put together by hand.
struct packet {
  bool v6 = false;
  bool from_client = true;
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;
  std::string flags;  ///< of S, F, R, P, A
  std::uint16_t window = 1000;
  std::string options;  ///< the option bytes, a multiple of four
  std::string payload;

  /// The IP packet.
  std::string bytes() const {
    std::string tcp = two(from_client ? client_port : server_port) + two(from_client ? server_port : client_port) +
                      four(seq) + four(ack);
    tcp += static_cast<char>((5 + options.size() / 4) << 4);
    unsigned bits = 0;
    for (const char each : flags) bits |= 1U << std::string_view("FSRPA").find(each);
    tcp += static_cast<char>(bits);
    tcp += two(window) + two(0) + two(0) + options + payload;
    return header(tcp.size()) + tcp;
  }

  static constexpr std::uint16_t client_port = 50'000;
  static constexpr std::uint16_t server_port = 80;

  static std::string two(std::size_t value) {
    return {static_cast<char>((value >> 8) & 0xff), static_cast<char>(value & 0xff)};
  }
  static std::string four(std::size_t value) { return two(value >> 16) + two(value); }

 private:
  std::string header(std::size_t size) const {
    const auto host = [this](bool client) {
      return v6 ? std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + (client ? '\x02' : '\x01')
                : std::string("\xc0\x00\x02", 3) + (client ? '\x14' : '\x0a');
    };
    const std::string ends = host(from_client) + host(!from_client);
    if (v6) return "\x60" + std::string(3, '\0') + two(size) + "\x06\x40" + ends;
    return "\x45" + std::string(1, '\0') + two(size + 20) + std::string(4, '\0') + "\x40\x06" + two(0) + ends;
  }
};

/// An ICMP or ICMPv6 message by which a router, 198.51.100.1 or 2001:db8::ff, answers `quoted`; of which it says as
/// many bytes of TCP as RFC 792 asks for.
inline std::string icmp_packet(const packet& quoted, int type, int code, std::size_t word = 0) {
  const std::string whole = quoted.bytes();
  const std::size_t head = quoted.v6 ? 40 : 20;
  const std::string message = std::string{static_cast<char>(type), static_cast<char>(code)} + packet::two(0) +
                              packet::four(word) + whole.substr(0, head + 8);
  if (quoted.v6) {
    return "\x60" + std::string(3, '\0') + packet::two(message.size()) + "\x3a\x40" +
           std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + '\xff' + whole.substr(8, 16) + message;
  }
  return "\x45" + std::string(1, '\0') + packet::two(message.size() + 20) + std::string(4, '\0') + "\x40\x01" +
         packet::two(0) + std::string("\xc6\x33\x64\x01", 4) + whole.substr(12, 4) + message;
}

inline std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

constexpr int raw_ip = 101;
constexpr wall::time_point captured_at{std::chrono::hours(500'000)};

/// A connection's segments, a millisecond apart.
class recording {
 public:
  recording& add(const packet& next) { return frame(next.bytes()); }
  recording& frame(std::string_view bytes) {
    auto read = trace::read_frame(raw_ip, bytes_of(bytes), captured_at + std::chrono::milliseconds(segments_.size()));
    if (read) segments_.push_back(*std::move(read));
    return *this;
  }
  recording& client(std::string flags, std::uint32_t seq, std::uint32_t ack, std::string payload = {}) {
    return add({.seq = seq, .ack = ack, .flags = std::move(flags), .options = {}, .payload = std::move(payload)});
  }
  recording& server(std::string flags, std::uint32_t seq, std::uint32_t ack, std::string payload = {}) {
    return add({.from_client = false,
                .seq = seq,
                .ack = ack,
                .flags = std::move(flags),
                .options = {},
                .payload = std::move(payload)});
  }

  /// The three segments that open it; the client's numbers begin at 1000, the server's at 5000.
  recording& opened() { return client("S", 1000, 0).server("SA", 5000, 1001).client("A", 1001, 5001); }

  const std::vector<trace::segment>& segments() const noexcept { return segments_; }

 private:
  std::vector<trace::segment> segments_;
};

/// The connection that is followed in them; fails the test where there is none.
inline trace::flow followed(const std::vector<trace::segment>& all, std::string_view wanted = {}) {
  auto found = trace::follow(all, wanted);
  REQUIRE(found.has_value());
  return found.value_or(trace::flow{});
}

}  // namespace synfin::test

/// So that a test that fails shows both lists.
template <>
struct doctest::StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& each : all) text += "\n  " + each;
    return text.c_str();
  }
};
