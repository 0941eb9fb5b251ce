#pragma once

#include <array>
#include <atomic>
#include <cstdint>

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
  counter accepted;                 ///< connections
  counter open;                     ///< connections now
  counter exchanges;                ///< requests answered, refused ones included
  std::array<counter, 6> by_class;  ///< exchanges by the first digit of their status
  counter body_bytes;               ///< of answers' bodies, handed to the kernel
  counter cut_short;                ///< answers of which a part never left
  counter deadline_head;            ///< connections whose request did not come in time
  counter deadline_idle;            ///< kept-alive connections closed for idleness
  counter deadline_write;           ///< connections that took nothing for too long
  counter connection_errors;        ///< resets and other errors of established connections
  counter accept_errors;            ///< accepts that failed
  counter no_descriptors;           ///< accepts put off for want of descriptors or of connection slots
  counter evicted;                  ///< idle connections closed to make room
  counter cut_at_stop;              ///< connections still open when the grace time of a stop was over
  counter files_shrunk;             ///< answers ended since their file became shorter
  counter escaped;                  ///< exceptions that left a connection
  counter log_lines_lost;           ///< access log lines dropped since the log was too slow
};

}  // namespace synfin::server
