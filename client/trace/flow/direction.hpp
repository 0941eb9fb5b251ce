#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "client/trace/flow/holes.hpp"

namespace synfin::trace {

/// One direction of a connection's stream: its sequence numbers, counted on beyond 32 bits (RFC 9293 §3.4), and what is
/// known of who sends it.
class direction {
 public:
  /// The number that stands for `wire`, near to those seen before; below 0 for one that was sent before the capture.
  std::int64_t place_of(std::uint32_t wire) noexcept;

  /// As seen from the other side, which may acknowledge what was not captured.
  std::int64_t acknowledged(std::uint32_t wire) noexcept;

  /// Its first SYN has this number, which is 0 from here on; what came before was of an older connection.
  void opens(std::uint32_t wire);

  bool begun() const noexcept { return first_.has_value(); }

  /// Behind the highest number that was sent.
  std::int64_t end() const noexcept { return end_; }

  /// The number that is sent next, as far as headers tell.
  std::int64_t next() const noexcept { return std::max(end_, told); }
  void reached(std::int64_t end) noexcept { end_ = std::max(end_, end); }

  holes seen;                                 ///< of what was captured
  holes arrived;                              ///< of what came to the other side
  std::map<std::int64_t, std::size_t> again;  ///< of those that came again, by their numbers, the last
  std::vector<std::size_t> steps;             ///< which of the flow's are its
  std::int64_t told = 0;                      ///< the highest number in a header: a gap before it was told
  std::optional<std::int64_t> fin_end;        ///< what acknowledges its FIN
  bool fin_taken = false;                     ///< the other side has it, and all before it
  std::optional<std::int64_t> last_ack;       ///< that this side sent
  std::optional<std::uint64_t> last_window;   ///< in bytes, as far as it was told and its scale is known
  unsigned duplicates = 0;                    ///< that repeated the last acknowledgment
  bool syn_answers = false;                   ///< it has sent a SYN+ACK
  bool syn_seen = false;                      ///< so that its scale is known
  std::optional<unsigned> scale;              ///< of its windows; nullopt = its SYN was not seen, or had none

 private:
  std::optional<std::uint32_t> first_;
  std::int64_t end_ = 0;
};

}  // namespace synfin::trace
