#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/trace/flow/made_link.hpp"
#include "client/trace/flow/server_facts.hpp"
#include "client/trace/flow/side.hpp"
#include "client/trace/flow/tcp_state.hpp"
#include "client/trace/wire/segment.hpp"

namespace synfin::trace {

/// What a segment is beside its flags, in view of those before it (RFC 9293 §3.10, RFC 5681 §2).
struct notes {
  bool retransmission = false;  ///< all of it had been sent before
  bool spurious = false;        ///< a retransmission that had come already, as the receiver says by D-SACK
  bool copied = false;          ///< the very same packet again: the network has doubled it
  bool late = false;            ///< overtaken on its way by what was sent after it
  bool out_of_order = false;    ///< something before it was not captured, or comes later
  bool duplicate_ack = false;   ///< says again what it has, while something is on its way
  bool d_sack = false;          ///< says of something that it came twice (RFC 2883)
  bool window_update = false;   ///< says nothing but how much room there is
  bool zero_window = false;     ///< says that there is none
  bool keep_alive = false;      ///< asks whether the other side is there (RFC 9293 §3.8.4)
  bool window_probe = false;    ///< asks whether it has room again (RFC 9293 §3.8.6.1)

  bool unacceptable = false;  ///< an RST that its receiver drops: outside its window, or of an ACK of nothing it sent

  bool operator==(const notes&) const = default;
};

/// When a segment was at the server, by the clock of who saw it here.
struct far_time {
  wall::time_point time;
  grade sure = grade::exact;
  wall::duration error{};  ///< how far it may be off, either way
};

/// One segment in its place; or what ICMP said of one, as if from the end that was not reached.
struct step {
  segment seen;
  side from = side::client;
  std::int64_t seq = 0;  ///< from the sender's first one on, which is 0; of ICMP that of the segment it quotes
  std::int64_t ack = 0;  ///< from the receiver's first one on; below 0 like seq: of before the capture
  notes what;
  std::uint32_t fresh = 0;               ///< of its payload's bytes, how many had not been seen
  unsigned duplicates = 0;               ///< the how manyth duplicate ACK in a row it is; 0 = none
  tcp_state client = tcp_state::closed;  ///< from here on, the segment being received
  tcp_state server = tcp_state::listen;

  /// Window in bytes; scaled where both SYNs were seen.
  std::uint64_t window = 0;

  std::optional<far_time> at_server;        ///< where a server has told of it (add_server_side)
  std::optional<wall::time_point> handled;  ///< when the server's program had read, or written, all of it
};

/// Who saw the segments.
enum class witness : std::uint8_t {
  capture,  ///< libpcap, now or elsewhere
  kernel,   ///< one end's kernel, by what it tells of a socket of ours: not each segment, nor all that is in it
  server,   ///< the server's program and its kernel: stretches of data, not segments
};

/// What one end's kernel knew of the connection at a time (tcp(7), TCP_INFO); nullopt: it had nothing to tell yet.
struct tcp_sample {
  wall::time_point time;
  side of = side::client;
  std::optional<wall::duration> rtt;      ///< smoothed (RFC 6298 §2)
  std::optional<wall::duration> rttvar;   ///< how much it varies
  std::optional<std::uint32_t> cwnd;      ///< congestion window, in segments (RFC 5681)
  std::optional<std::uint32_t> ssthresh;  ///< slow-start threshold, in segments; `no_threshold`: none yet

  /// What the kernel says where no loss has set a threshold.
  static constexpr std::uint32_t no_threshold = 0x7fff'ffff;
};

/// What was in a TLS record of a connection of our own, where its plaintext is known.
struct unsealed {
  side from = side::client;
  std::uint64_t end = 0;  ///< where the record ends in its side's payload, whose first byte is 0
  std::string text;
};

/// One connection of a capture, in the order in which its segments were seen.
struct flow {
  endpoint client;
  endpoint server;
  witness seen_by = witness::capture;
  bool from_the_start = false;    ///< its first SYN was seen
  bool refused = false;           ///< the server answered it by RST: nobody listens
  bool silent = false;            ///< no segment came from the server: nobody knows its state
  bool opened_at_once = false;    ///< both sent a SYN before the other's came: nobody listened
  bool one_way = false;           ///< silent, though the client acknowledges: its direction alone was captured
  std::uint64_t missed = 0;       ///< segments for which the capture had no room
  std::optional<made_link> link;  ///< that it went over, where that was of our own making
  std::vector<step> steps;
  std::vector<tcp_sample> samples;  ///< in the order of their times; empty where nobody asked a kernel

  /// How long the end that waits in TIME_WAIT still will, asked at the connection's end; nullopt: not known.
  std::optional<std::chrono::milliseconds> time_wait_left;
  std::vector<unsealed> opened;  ///< of each side in the order of its records; empty where nothing is known

  std::string server_view;              ///< the JSON object that its server wrote of it; empty = none
  std::optional<server_facts> servers;  ///< what is in it that is seen nowhere else
};

/// Where an end is before its first segment, as far as the capture tells.
tcp_state state_before(const flow& whole, side which) noexcept;

/// Follows the first connection in `all`: of the first SYN, or of the first segment where there is none; with `wanted`,
/// which is `HOST:PORT` of either end, of the first that has it. What it takes comes off `all`. An error is a sentence
/// that says which connections there are.
std::expected<flow, std::string> follow(const std::vector<segment>& all, std::string_view wanted = {});

/// Puts it on the link that it was captured at the client's end of: what was lost has not moved the other end.
void put_on_link(flow& whole, made_link link);

}  // namespace synfin::trace
