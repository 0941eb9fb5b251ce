#pragma once

#include <string>
#include <string_view>

#include "tests/client/trace/packet.hpp"

namespace synfin::test::tls {

enum type : std::uint8_t { change_cipher_spec = 20, alert = 21, handshake = 22, application_data = 23 };

inline std::string record(int type, std::string_view content) {
  std::string made{static_cast<char>(type), '\x03', '\x03'};
  return made + packet::two(content.size()) + std::string(content);
}

/// A handshake message with its head.
inline std::string message(char type, std::string_view body) {
  return std::string{type, '\0'} + packet::two(body.size()) + std::string(body);
}

inline std::string extension(std::size_t type, std::string_view content) {
  return packet::two(type) + packet::two(content.size()) + std::string(content);
}

/// A ClientHello for `a.example` that offers h2 and http/1.1.
inline std::string client_hello(std::string_view session = "", std::string_view more_extensions = "") {
  const std::string name = extension(0, std::string("\x00\x0c\x00\x00\x09", 5) + "a.example");
  const std::string protocols = extension(16, std::string("\x00\x0c\x02", 3) + "h2" + "\x08" + "http/1.1");
  const std::string extensions = name + protocols + std::string(more_extensions);
  std::string body = std::string("\x03\x03", 2) + std::string(32, 'r') + static_cast<char>(session.size());
  body +=
      std::string(session) + std::string("\x00\x02\x13\x01\x01\x00", 6) + packet::two(extensions.size()) + extensions;
  return message(1, body);
}

inline std::string server_hello(std::size_t suite, std::string_view session, std::string_view extensions,
                                std::string_view random = "") {
  std::string body = std::string("\x03\x03", 2) + (random.empty() ? std::string(32, 'r') : std::string(random));
  body += static_cast<char>(session.size()) + std::string(session) + packet::two(suite) + '\0';
  return message(2, body + packet::two(extensions.size()) + std::string(extensions));
}

/// The extension by which a ServerHello chooses TLS 1.3.
inline std::string chooses_13() { return extension(43, "\x03\x04"); }

}  // namespace synfin::test::tls
