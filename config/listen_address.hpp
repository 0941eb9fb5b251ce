#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace synfin::config {

/// What a listener is asked to listen on. Nothing is looked up: a host is numeric, or `localhost`.
struct listen_address {
  enum class kind : std::uint8_t {
    port,       ///< `8080`: all addresses of this machine
    host,       ///< `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`
    unix_path,  ///< `unix:/run/synfin.sock`
  };

  kind is = kind::port;
  std::string host;        ///< without brackets
  std::uint16_t port = 0;  ///< 0 = any free one
  std::string path;

  bool operator==(const listen_address&) const = default;
};

/// Reads `[ADDR:]PORT` or `unix:PATH`; the error says what is wrong with it.
std::expected<listen_address, std::string> parse_listen_address(std::string_view text);

}  // namespace synfin::config
