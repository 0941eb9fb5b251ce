#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace synfin::server {

/// A number that one thread counts up and others may read. Not a read-modify-write: there is one writer.
class counter {
 public:
  void add(std::uint64_t count = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
  }
  void subtract(std::uint64_t count = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) - count, std::memory_order_relaxed);
  }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// What one worker has seen. The worker writes; readers sum over the workers.
struct counters {
  counter accepted;
  counter open;
  counter exchanges;
  std::array<counter, 6> by_class;  ///< exchanges by the first digit of their status
  counter body_bytes;
  counter cut_short;
  counter deadline_head;
  counter deadline_idle;
  counter deadline_write;
  counter deadline_work;
  counter connection_errors;
  counter accept_errors;
  counter no_room;
  counter evicted;
  counter cut_at_stop;
  counter files_shrunk;
  counter escaped;
  counter log_lines_lost;
  counter trace_lines_lost;
  counter tls_full;
  counter tls_resumed;
  counter tls_failed;
  counter tls_truncated;
  counter tls_on_plain;
  counter h2_resets;
  counter h2_forced_resets;
  counter h2_continuations;
  counter h2_heads;
  counter h2_settings;
  counter h2_pings;
  counter h2_empty_data;
  counter h2_window_updates;
  counter h2_priorities;
  counter h2_other_frames;
  counter h2_floods;
  counter h2_stalls;
  counter h2_errors;
};

/// A counter with the words that people read.
struct named_counter {
  std::string_view words;
  counter counters::* which;
};

/// All counters but those by status class.
inline constexpr std::array counter_names{
    named_counter{"connections accepted", &counters::accepted},
    named_counter{"connections open", &counters::open},
    named_counter{"requests answered, refused ones included", &counters::exchanges},
    named_counter{"bytes of answers' bodies handed to the kernel", &counters::body_bytes},
    named_counter{"answers of which a part never left", &counters::cut_short},
    named_counter{"connections whose request did not come in time", &counters::deadline_head},
    named_counter{"kept-alive connections closed for idleness", &counters::deadline_idle},
    named_counter{"connections that took nothing for too long", &counters::deadline_write},
    named_counter{"requests whose answer took us too long to find out", &counters::deadline_work},
    named_counter{"resets and other errors of connections", &counters::connection_errors},
    named_counter{"accepts that failed", &counters::accept_errors},
    named_counter{"accepts put off for want of descriptors or connections", &counters::no_room},
    named_counter{"idle connections closed to make room", &counters::evicted},
    named_counter{"connections cut when the grace time of a stop was over", &counters::cut_at_stop},
    named_counter{"answers ended since their file changed", &counters::files_shrunk},
    named_counter{"exceptions that left a connection", &counters::escaped},
    named_counter{"full TLS handshakes", &counters::tls_full},
    named_counter{"resumed TLS handshakes", &counters::tls_resumed},
    named_counter{"TLS handshakes that failed", &counters::tls_failed},
    named_counter{"TLS connections cut off without close_notify", &counters::tls_truncated},
    named_counter{"access log lines lost since the log was too slow", &counters::log_lines_lost},
    named_counter{"traces of connections lost since their file was too slow", &counters::trace_lines_lost},
    named_counter{"TLS handshakes that came to a plain port", &counters::tls_on_plain},
    named_counter{"HTTP/2 connections ended for resetting their streams", &counters::h2_resets},
    named_counter{"HTTP/2 connections ended for making us reset streams", &counters::h2_forced_resets},
    named_counter{"HTTP/2 connections ended for CONTINUATION without end", &counters::h2_continuations},
    named_counter{"HTTP/2 connections ended for a head far too large", &counters::h2_heads},
    named_counter{"HTTP/2 connections ended for SETTINGS without end", &counters::h2_settings},
    named_counter{"HTTP/2 connections ended for PING without end", &counters::h2_pings},
    named_counter{"HTTP/2 connections ended for DATA that carries nothing", &counters::h2_empty_data},
    named_counter{"HTTP/2 connections ended for WINDOW_UPDATE without end", &counters::h2_window_updates},
    named_counter{"HTTP/2 connections ended for changing priorities without end", &counters::h2_priorities},
    named_counter{"HTTP/2 connections ended for frames of no meaning", &counters::h2_other_frames},
    named_counter{"HTTP/2 connections ended by nghttp2's own limits", &counters::h2_floods},
    named_counter{"HTTP/2 connections that gave no window for too long", &counters::h2_stalls},
    named_counter{"HTTP/2 connections ended for breaking the protocol", &counters::h2_errors},
};

}  // namespace synfin::server
