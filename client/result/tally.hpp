#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "client/result/exchange.hpp"
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

  histogram raw;         ///< sent → last byte, and the time until a timeout struck
  histogram corrected;   ///< due → last byte, and until a timeout; empty in a closed loop, where it would be the same
  histogram lag;         ///< due → sent; empty in a closed loop
  histogram loop_lag;    ///< how late the worker's ticks came: what the loop was busy with meanwhile
  histogram first_byte;  ///< sent → first byte
  histogram transfer;    ///< first byte → last byte
  histogram connect;     ///< TCP alone
  histogram tls;         ///< the handshake
  histogram close;       ///< our FIN → the peer's
  histogram idle;        ///< an answer → the connection's next request, where it had to wait for one to be due
  histogram requests_per_connection;
  histogram min_rtt;        ///< TCP_INFO at a connection's end (tcp(7)), of those that were looked at
  histogram delivery_rate;  ///< and so: bytes a second, of what we sent as it was acknowledged

  std::uint64_t opened = 0;
  std::uint64_t opened_http2 = 0;  ///< of them, those that speak HTTP/2
  std::uint64_t tls_resumed = 0;
  std::uint64_t tls_truncated = 0;  ///< ended by the peer without close_notify
  tls_facts tls_peer;               ///< of the first TLS connection
  std::uint64_t connections_failed = 0;
  std::array<std::uint64_t, ways_to_close> closed{};
  std::uint64_t half_closed = 0;      ///< our FIN went before the last answer had come
  std::uint64_t time_wait_left = 0;   ///< closed cleanly with our FIN first: the wait is on our side
  std::uint64_t time_wait_there = 0;  ///< closed cleanly with the peer's FIN first: on its side
  std::uint64_t tcp_looked_at = 0;    ///< connections whose TCP_INFO was read at their end
  std::uint64_t retransmits = 0;
  std::uint64_t syn_retransmits = 0;

  std::uint64_t warmed_up = 0;   ///< requests sent during the warm-up: counted here alone
  std::uint64_t never_sent = 0;  ///< of an open loop: due before its end, and not sent

  steady::time_point first = steady::time_point::max();  ///< the first connect, or the warm-up's end
  steady::time_point last = steady::time_point::min();   ///< the last answer or failure

  /// Counts an answer whose last byte came at `now`.
  void answered(const exchange& done, steady::time_point now) noexcept {
    ++completed;
    ++status[done.status < status_codes ? done.status : status_codes - 1];
    bytes_of_bodies += done.body_bytes;
    record(raw, now - done.sent);
    record(first_byte, done.first_byte - done.sent);
    record(transfer, now - done.first_byte);
    last = now;
  }

  /// Counts beside it what an open loop knows of a request that has ended, once each. `waited`: to the end of the
  /// answer, or to a timeout: what else ended it says nothing of how long an answer takes.
  void was_due(steady::time_point due, steady::time_point sent_at, steady::time_point now, bool waited) noexcept {
    record(lag, sent_at - due);
    if (waited) record(corrected, now - due);
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

  /// Counts a look at a connection's TCP_INFO as it ended; 0 is what the kernel does not know.
  void looked_at(std::uint32_t sent_again, std::uint32_t min_rtt_us, std::uint64_t bytes_a_second) noexcept;

  /// Counts how long a connection stood idle before its next request was due.
  void stood_idle(steady::duration took) noexcept { record(idle, took); }

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
