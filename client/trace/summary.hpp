#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/trace/flow.hpp"

namespace synfin::trace {

/// A connection's figures, as far as it came; seen from where the capture was made.
struct summary {
  using time = std::optional<wall::duration>;

  time handshake;              ///< from the first SYN to the ACK that completes it
  time round_trip;             ///< the shortest seen from a segment to its ACK, none sent twice (RFC 6298 §3, Karn)
  time first_byte;             ///< from the first request to the first byte of its answer
  time transfer;               ///< from there to the last byte of any answer
  time close;                  ///< from the first FIN to the last segment
  std::uint64_t sent = 0;      ///< payload bytes of the client, each counted once
  std::uint64_t received = 0;  ///< of the server
  unsigned retransmissions = 0;
  unsigned exchanges = 0;            ///< how many times the server answered
  std::optional<side> closed_first;  ///< who sent the first FIN
  std::optional<side> reset_by;
  std::optional<side> waits;    ///< who is left in TIME_WAIT
  unsigned close_segments = 0;  ///< how many said FIN or acknowledged one
};

summary sum_up(const flow& whole);

/// What the wire did differently from the textbook, and why; and what went wrong: sentences, none where neither.
std::vector<std::string> remarks_on(const flow& whole, const summary& figures);

}  // namespace synfin::trace
