#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "config/site_settings.hpp"

namespace synfin::config {

using std::chrono::milliseconds;

inline constexpr std::size_t kib = 1024;
inline constexpr std::size_t mib = 1024 * kib;

/// Where the one-line-a-request log goes and what it looks like.
enum class access_log_format : std::uint8_t { combined, json };

/// Bounds on what one peer may ask of the server. Bytes unless said otherwise.
struct server_limits {
  std::size_t target = 8 * kib;             ///< request target; longer gets 414
  std::size_t head = 32 * kib;              ///< whole request head; larger gets 431
  std::size_t fields = 100;                 ///< fields in a head, a count; more get 431
  std::size_t body = 64 * kib;              ///< request body read away; a longer one costs the connection
  std::size_t streams = 128;                ///< HTTP/2 streams open at a time on one connection, a count
  std::size_t connections = 16'384;         ///< open connections over all workers, a count
  std::size_t memory_file = 16 * kib;       ///< a file up to this size is kept in memory beside its head
  std::size_t memory_store = 64 * mib;      ///< bodies and heads kept in memory, a worker
  std::size_t open_files = 1024;            ///< descriptors of large files kept open, a worker, a count
  std::size_t compressed_store = 64 * mib;  ///< compressed variants kept in memory, all workers together

  bool operator==(const server_limits&) const = default;
};

/// How long the server waits for a peer.
struct server_timeouts {
  milliseconds head{10'000};        ///< a whole request head, from its first byte (or from the accept)
  milliseconds keep_alive{60'000};  ///< idle between requests
  milliseconds write{30'000};       ///< a write of which nothing leaves
  milliseconds linger{5'000};       ///< reading away what a peer still sends after our FIN

  bool operator==(const server_timeouts&) const = default;
};

/// Mozilla's sets: TLS 1.2 and 1.3, or TLS 1.3 alone.
enum class tls_profile : std::uint8_t { intermediate, modern };

/// Whether a peer must show a certificate of its own.
enum class tls_clients : std::uint8_t { none, optional, required };

/// What HTTPS needs. Files are PEM unless said otherwise.
struct server_tls {
  std::vector<std::string> listen;  ///< `[ADDR:]PORT` or `unix:/path`; empty = 443 once there is a certificate
  std::vector<std::string> cert;    ///< chains, leaf first; `FILE.ocsp` beside one is stapled (DER)
  std::vector<std::string> key;     ///< their keys, in the same order
  bool self_signed = false;         ///< a throw-away certificate instead
  tls_profile profile = tls_profile::intermediate;
  tls_clients clients = tls_clients::none;
  std::string client_ca;    ///< who signs the peers' certificates
  std::string ticket_keys;  ///< 80 random bytes a key, the first seals; empty = keys of our own, renewed
  bool redirect = false;    ///< plain listeners send everything to HTTPS
  milliseconds hsts{0};     ///< Strict-Transport-Security's max-age; 0 = none

  bool operator==(const server_tls&) const = default;

  /// Is HTTPS served at all?
  bool enabled() const noexcept { return self_signed || !cert.empty(); }
};

/// What becomes of a request for a host that has no name here.
enum class unknown_host_policy : std::uint8_t {
  use_default,  ///< the general site answers
  refuse,       ///< 421
};

/// All that synfin-server can be told; plain values with their defaults.
struct server_settings {
  std::vector<std::string> listen{"80"};  ///< `[ADDR:]PORT` or `unix:/path`
  std::size_t workers = 0;                ///< 0 = the CPUs this process may use
  milliseconds grace{10'000};
  unknown_host_policy unknown_host = unknown_host_policy::use_default;
  std::string access_log;  ///< empty = automatic: standard output on a terminal, else off; `off`; `-`; a path
  access_log_format log_format = access_log_format::combined;
  std::string trace_connections;  ///< where the one line a connection goes: empty = nowhere; `-`; a path
  std::size_t trace_one_in = 1;   ///< of so many connections one gets a line
  int verbosity = 0;              ///< -1 quiet, 0 normal, 1 verbose
  server_limits limits;
  server_timeouts timeouts;
  server_tls tls;
  site_settings site;                ///< of requests whose host is not in `hosts`
  std::vector<host_settings> hosts;  ///< no name stands in two of them

  bool operator==(const server_settings&) const = default;
};

}  // namespace synfin::config
