#pragma once

#include "tests/client/trace/packet.hpp"

namespace synfin::test {

/// One exchange, and a close by the client in four segments.
inline recording plain_life() {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n").server("A", 5001, 1019);
  wire.server("PA", 5001, 1019, "HTTP/1.1 204 No Content\r\n\r\n").client("A", 1019, 5028);
  wire.client("FA", 1019, 5028).server("A", 5028, 1020).server("FA", 5028, 1020).client("A", 1020, 5029);
  return wire;
}

inline recording refused_life() {
  recording wire;
  wire.client("S", 1000, 0).server("RA", 0, 1001);
  return wire;
}

/// A record of TLS with so many bytes, the first of which is `first`.
inline std::string tls_record(char type, char first, std::size_t size) {
  return std::string{type, 3, 3} + packet::two(size) + first + std::string(size - 1, '\0');
}

/// TLS 1.3: a round trip for the handshake, one for an answer.
inline recording sealed_life() {
  constexpr char change = 20;
  constexpr char handshake = 22;
  constexpr char data = 23;
  recording wire;
  wire.opened().client("PA", 1001, 5001, tls_record(handshake, 1, 95));
  wire.server("PA", 5001, 1101, tls_record(handshake, 2, 95) + tls_record(change, 1, 1) + tls_record(data, 0, 89));
  wire.client("PA", 1101, 5201, tls_record(change, 1, 1) + tls_record(data, 0, 45));
  wire.client("PA", 1157, 5201, tls_record(data, 0, 95)).server("PA", 5201, 1257, tls_record(data, 0, 195));
  return wire;
}

}  // namespace synfin::test
