#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/language.hpp"
#include "config/load/settings.hpp"
#include "config/sandbox_settings.hpp"

namespace synfin::config {

/// Whose eyes a connection is seen by.
enum class trace_view : std::uint8_t {
  any,      ///< a capture where that is allowed, else what the kernel tells
  capture,  ///< libpcap; takes CAP_NET_RAW
  kernel,   ///< TCP_INFO, SO_TIMESTAMPING, sock_diag; takes no right
};

/// When there is colour: on a terminal that has it and whose user does not refuse it (no-color.org), or as said.
enum class colour_choice : std::uint8_t { automatic, always, never };
/// What stands before a path in place of a URL, as a server writes where it listens: there is no TCP to trace.
inline constexpr std::string_view unix_place = "unix:";

/// All that `synfin-client trace` can be told.
struct trace_settings {
  std::string url;                            ///< what to ask for, on a connection of our own; a path in a sandbox
  std::size_t requests = 1;                   ///< on it, one after another
  std::chrono::milliseconds timeout{30'000};  ///< for all of it
  http_choice http = http_choice::any;        ///< any: what TLS agrees on, HTTP/1.1 without TLS
  std::size_t streams = 1;                    ///< of HTTP/2 so many at a time
  milliseconds idle{0};                       ///< the pause between two of them
  close_kind close = close_kind::fin;
  trace_view view = trace_view::any;
  bool resume = false;  ///< a TLS session of a connection made before it
  tls_settings tls;
  sandbox_settings sandbox;

  /// For how long it is still captured what both kernels say behind the end.
  std::chrono::milliseconds afterwards{100};

  std::string read;        ///< a capture file, in place of a URL
  std::string connection;  ///< which one in it, `HOST:PORT` of either end; empty = the first
  bool unfold = false;     ///< a line for each segment
  bool explain = false;    ///< says under each arrow what it is for
  language in = language::english;
  colour_choice colour = colour_choice::automatic;

  // Files, each empty for none and `-` for standard output, in place of the drawing.
  std::string json;
  std::string svg;
  std::string mermaid;
  std::string pcapng;

  std::string compare;  ///< the URL of a second connection, shown beside the first; empty = none
  std::string second;   ///< flags that it has of its own

  std::string server_json;  ///< what the server wrote of it (--trace-connections); empty = not asked for

  bool operator==(const trace_settings&) const = default;
};

}  // namespace synfin::config
