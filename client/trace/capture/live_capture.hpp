#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "client/trace/wire/segment.hpp"

namespace synfin::trace {

struct captured {
  std::vector<segment> segments;  ///< in the order in which they were seen
  std::uint64_t missed = 0;       ///< for which the kernel had no room
};

/// Captures the TCP segments of one port of this machine, and what ICMP says of any, on all its interfaces, with a
/// thread of its own (libpcap; CAP_NET_RAW, packet(7)). What passes several of them is told once.
class live_capture {
 public:
  /// Begins, before it returns: what is sent from then on is in it. The error is a sentence that says what is missing.
  static std::expected<live_capture, std::string> begin(std::uint16_t port);

  live_capture(live_capture&&) noexcept;
  live_capture& operator=(live_capture&&) noexcept;
  ~live_capture();

  /// Ends it; what was seen.
  captured end();

 private:
  struct state;
  explicit live_capture(std::unique_ptr<state> running) noexcept;

  std::unique_ptr<state> running_;
};

}  // namespace synfin::trace
