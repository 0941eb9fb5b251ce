#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "client/load/exchange.hpp"
#include "common/clock.hpp"
#include "common/histogram.hpp"

namespace synfin::load {

/// Why a request or a connection failed. The order is that of the report.
enum class failure : std::uint8_t {
  connect_refused,
  connect_timeout,
  reset,
  closed_early,
  timeout,
  protocol,
  tls,
  address_unavailable,
  dns,
  validation,
  other,  ///< an error of the system that none of the others names: its text is in the example
};
inline constexpr std::size_t failures = 11;

/// The name of the class as the JSON result has it.
std::string_view name(failure why) noexcept;

/// Who ended a connection, and how.
enum class closed_by : std::uint8_t { client_fin, server_fin, client_rst, server_rst, timeout };
inline constexpr std::size_t ways_to_close = 5;

std::string_view name(closed_by who) noexcept;

/// What TLS came to on a connection, in OpenSSL's words.
struct tls_facts {
  std::string version;  ///< `TLSv1.3`; empty: no TLS connection was made
  std::string cipher;
  std::string subject;  ///< of the server's certificate; empty if it was not seen
  std::string issuer;
};

/// Everything that a worker counts. Sums of tallies are exact.
///
/// What holds when a run has ended: sent = completed + failed; the status counts add up to completed; opened is the sum
/// over closed; the failure counts add up to failed requests and failed connections.
struct tally {
  struct failure_class {
    std::uint64_t count = 0;
    std::string example;  ///< the first one's text
  };
  static constexpr std::size_t status_codes = 1000;

  std::uint64_t sent = 0;
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
  std::array<std::uint64_t, status_codes> status{};
  std::array<failure_class, failures> failed_by;

  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_of_bodies = 0;

  histogram request;     ///< sent → last byte, and the time until a timeout struck
  histogram first_byte;  ///< sent → first byte
  histogram transfer;    ///< first byte → last byte
  histogram connect;     ///< TCP alone
  histogram tls;         ///< the handshake
  histogram close;       ///< our FIN → the peer's
  histogram requests_per_connection;

  std::uint64_t opened = 0;
  std::uint64_t opened_http2 = 0;  ///< of them, those that speak HTTP/2
  std::uint64_t tls_resumed = 0;
  std::uint64_t tls_truncated = 0;  ///< ended by the peer without close_notify
  tls_facts tls_peer;               ///< of the first TLS connection
  std::uint64_t connections_failed = 0;
  std::array<std::uint64_t, ways_to_close> closed{};
  std::uint64_t time_wait_left = 0;  ///< closed cleanly with our FIN first: the wait is on our side
  std::uint64_t retransmits = 0;
  std::uint64_t syn_retransmits = 0;

  steady::time_point first = steady::time_point::max();  ///< the first connect
  steady::time_point last = steady::time_point::min();   ///< the last answer or failure

  /// Counts an answer whose last byte came at `now`.
  void answered(const exchange& done, steady::time_point now) noexcept {
    ++completed;
    ++status[done.status < status_codes ? done.status : status_codes - 1];
    bytes_of_bodies += done.body_bytes;
    record(request, now - done.sent);
    record(first_byte, done.first_byte - done.sent);
    record(transfer, now - done.first_byte);
    last = now;
  }

  /// Counts a request that was sent and got no whole answer. A timeout's time is part of the latency: it was waited
  /// for.
  void request_failed(failure why, std::string_view text, steady::time_point sent_at, steady::time_point now);

  /// Counts an attempt to connect that failed.
  void connection_failed(failure why, std::string_view text, steady::time_point now);

  /// Counts a connection that stands.
  void connection_opened(steady::duration took) noexcept;

  /// Counts the end of one that stood, after `served` answers.
  void connection_closed(closed_by who, std::uint64_t served) noexcept;

  /// Does the class still lack its example? Texts cost: they are made once a class.
  bool wants_example(failure why) const noexcept { return failed_by[static_cast<std::size_t>(why)].count == 0; }

  void add(const tally& other);

  /// Puts a duration into microseconds, rounded.
  static void record(histogram& into, steady::duration took) noexcept {
    constexpr std::int64_t half = 500;
    const std::int64_t nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(took).count();
    into.record(nanoseconds > 0 ? static_cast<std::uint64_t>(nanoseconds + half) / 1000 : 0);
  }

 private:
  void count(failure why, std::string_view text, steady::time_point now);
};

}  // namespace synfin::load
