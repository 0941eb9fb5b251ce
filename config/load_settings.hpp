#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace synfin::config {

using std::chrono::milliseconds;

/// Who ends a connection, and how.
enum class close_kind : std::uint8_t {
  fin,     ///< our FIN after the last answer
  half,    ///< our FIN right after the last request
  server,  ///< `Connection: close` in the last request: the server's FIN first
  rst      ///< reset by SO_LINGER {1, 0}
};

/// Which version of HTTP is spoken: `any` is the best that TLS agrees on, and 1.1 without TLS.
enum class http_choice : std::uint8_t { http1, http2, any };

/// What a client is told of TLS.
struct tls_settings {
  bool insecure = false;         ///< take any certificate
  std::string ca_file;           ///< whom to trust; empty = the system's store
  std::string certificate_file;  ///< our own, with its key; empty = none
  std::string key_file;
  std::string name;  ///< asked for and verified instead of the URL's host; empty = that
  bool resume = true;

  bool operator==(const tls_settings&) const = default;
};

/// All that `synfin-client load` can be told; plain values with their defaults.
struct load_settings {
  std::vector<std::string> urls;  ///< the URLs given, then those of `--urls`, in order
  std::string urls_file;          ///< one URL a line; empty = none
  std::size_t connections = 50;
  std::size_t threads = 0;                ///< 0 = usable CPUs, at most one a connection
  std::optional<milliseconds> duration;   ///< neither this nor `requests`: 10 s
  std::optional<std::uint64_t> requests;  ///< stop after so many were sent
  bool keep_alive = true;
  std::uint64_t requests_per_connection_min = 0;  ///< 0 = no limit
  std::uint64_t requests_per_connection_max = 0;  ///< drawn evenly between min and max for each connection
  http_choice http = http_choice::any;
  std::size_t pipeline = 1;  ///< requests in flight a connection, over HTTP/1.1
  std::size_t streams = 1;   ///< and over HTTP/2
  close_kind close = close_kind::fin;
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;  ///< in the order given
  std::string body;
  milliseconds timeout{30'000};  ///< from a request's first byte sent to its answer's last
  milliseconds connect_timeout{5'000};
  tls_settings tls;
  std::string json;      ///< path, `-` for standard output, empty = none
  bool progress = true;  ///< only ever shown when standard error is a terminal

  bool operator==(const load_settings&) const = default;
};

/// Is there a wish that only HTTP/1.1 can fulfil?
inline bool needs_http1(const load_settings& s) noexcept {
  return s.pipeline > 1 || s.close == close_kind::half || s.close == close_kind::server;
}

/// May a connection to an `https://` URL, or to an `http://` one, come to speak HTTP/2?
inline bool may_speak_http2(const load_settings& s, bool secure) noexcept {
  return s.http == http_choice::http2 || (s.http == http_choice::any && secure && !needs_http1(s));
}

/// All that `synfin-client check` can be told.
struct check_settings {
  std::string url;
  milliseconds timeout{5'000};
  tls_settings tls;

  bool operator==(const check_settings&) const = default;
};

}  // namespace synfin::config
