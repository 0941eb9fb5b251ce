#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/words/language.hpp"

namespace synfin::trace {

/// A connection's figures, as far as it came; seen from where the capture was made.
struct summary {
  using time = std::optional<wall::duration>;

  time handshake;              ///< from the first SYN to the ACK that completes it
  time tls;                    ///< from the ClientHello to the last of the handshake (tls_opening)
  time first_byte;             ///< from the first request to the first byte of its answer; those of TLS do not count
  time transfer;               ///< from there to the last byte of any answer
  time close;                  ///< from the first FIN to the last segment
  time round_trip;             ///< the shortest seen from a segment of the client to its ACK (round_trips)
  time smoothed;               ///< the same, smoothed (RFC 6298); the kernel's where it was asked
  time variation;              ///< of the smoothed one
  unsigned round_trips = 0;    ///< how many were seen; 0 where the kernel tells of them
  std::uint64_t sent = 0;      ///< payload bytes of the client, each counted once
  std::uint64_t received = 0;  ///< of the server
  unsigned retransmissions = 0;
  unsigned exchanges = 0;            ///< how many times the server answered
  std::optional<side> closed_first;  ///< who sent the first FIN
  std::optional<side> reset_by;
  std::optional<side> wait_ended;  ///< whose TIME_WAIT the other one's RST ended, before its time (RFC 1337)
  std::optional<side> waits;       ///< who is left in TIME_WAIT; one of them where both are
  bool crossed = false;            ///< both FINs were on their way at once, and both are left in TIME_WAIT
  unsigned set_up_segments = 0;    ///< up to the ACK that completes the handshake; 0 where there is none
  bool set_up_again = false;       ///< among them some that had been sent before
  std::optional<side> outdated;    ///< who had an older connection on these ports, of which the other knew nothing
  unsigned close_segments = 0;     ///< how many said FIN or acknowledged one
  std::uint64_t after_fin = 0;     ///< payload bytes that the other side sent after the first FIN
};

summary sum_up(const flow& whole);

/// What the wire did differently from the textbook, and why; and what went wrong: sentences, none where neither.
std::vector<std::string> remarks_on(const flow& whole, const summary& figures, language in = language::english);

}  // namespace synfin::trace
