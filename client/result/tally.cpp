#include "client/result/tally.hpp"

#include <algorithm>

namespace synfin::load {

std::string_view name(failure why) noexcept {
  switch (why) {
    case failure::connect_refused: return "connect_refused";
    case failure::connect_timeout: return "connect_timeout";
    case failure::reset: return "reset";
    case failure::closed_early: return "closed_early";
    case failure::timeout: return "timeout";
    case failure::protocol: return "protocol";
    case failure::tls: return "tls";
    case failure::address_unavailable: return "address_unavailable";
    case failure::dns: return "dns";
    case failure::validation: return "validation";
    case failure::other: return "other";
  }
  return "other";
}

std::string_view name(closed_by who) noexcept {
  switch (who) {
    case closed_by::client_fin: return "client_fin";
    case closed_by::server_fin: return "server_fin";
    case closed_by::client_rst: return "client_rst";
    case closed_by::server_rst: return "server_rst";
    case closed_by::timeout: return "timeout";
  }
  return "timeout";
}

void tally::count(failure why, std::string_view text, steady::time_point now) {
  failure_class& counted = failed_by[static_cast<std::size_t>(why)];
  if (counted.count == 0) counted.example = text;
  ++counted.count;
  last = std::max(last, now);
}

void tally::request_failed(failure why, std::string_view text, steady::time_point sent_at, steady::time_point now) {
  ++failed;
  count(why, text, now);
  if (why == failure::timeout) record(raw, now - sent_at);
}

void tally::connection_failed(failure why, std::string_view text, steady::time_point now) {
  ++connections_failed;
  count(why, text, now);
}

void tally::connection_opened(steady::duration took) noexcept {
  ++opened;
  record(connect, took);
}

void tally::connection_closed(closed_by who, std::uint64_t served) noexcept {
  ++closed[static_cast<std::size_t>(who)];
  requests_per_connection.record(served);
}

void tally::looked_at(std::uint32_t sent_again, std::uint32_t min_rtt_us, std::uint64_t bytes_a_second) noexcept {
  ++tcp_looked_at;
  retransmits += sent_again;
  if (min_rtt_us != 0) min_rtt.record(min_rtt_us);
  if (bytes_a_second != 0) delivery_rate.record(bytes_a_second);
}

void tally::add(const tally& other) {
  sent += other.sent;
  completed += other.completed;
  failed += other.failed;
  for (std::size_t i = 0; i < status.size(); ++i) status[i] += other.status[i];
  for (std::size_t i = 0; i < failed_by.size(); ++i) {
    if (failed_by[i].count == 0) failed_by[i].example = other.failed_by[i].example;
    failed_by[i].count += other.failed_by[i].count;
  }
  bytes_sent += other.bytes_sent;
  bytes_received += other.bytes_received;
  bytes_of_bodies += other.bytes_of_bodies;
  raw.add(other.raw);
  corrected.add(other.corrected);
  lag.add(other.lag);
  loop_lag.add(other.loop_lag);
  first_byte.add(other.first_byte);
  transfer.add(other.transfer);
  connect.add(other.connect);
  tls.add(other.tls);
  close.add(other.close);
  idle.add(other.idle);
  requests_per_connection.add(other.requests_per_connection);
  min_rtt.add(other.min_rtt);
  delivery_rate.add(other.delivery_rate);
  opened += other.opened;
  opened_http2 += other.opened_http2;
  tls_resumed += other.tls_resumed;
  tls_truncated += other.tls_truncated;
  if (tls_peer.version.empty()) tls_peer = other.tls_peer;
  connections_failed += other.connections_failed;
  for (std::size_t i = 0; i < closed.size(); ++i) closed[i] += other.closed[i];
  half_closed += other.half_closed;
  time_wait_left += other.time_wait_left;
  time_wait_there += other.time_wait_there;
  tcp_looked_at += other.tcp_looked_at;
  retransmits += other.retransmits;
  syn_retransmits += other.syn_retransmits;
  warmed_up += other.warmed_up;
  never_sent += other.never_sent;
  first = std::min(first, other.first);
  last = std::max(last, other.last);
}

}  // namespace synfin::load
