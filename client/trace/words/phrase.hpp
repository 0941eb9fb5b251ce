#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "client/trace/words/language.hpp"

namespace synfin::trace {

/// What a drawing says beside the wire's own words: headings, figures, remarks. `{0}`, `{1}` in a phrase are filled in.
enum class phrase : std::uint8_t {
  client,
  server,
  client_end,  ///< 0 its address
  server_end,
  chosen_port,
  fixed_port,
  seconds_more,  ///< 0 how many: left in TIME_WAIT

  link,          ///< 0 its delay, 1 what else of it, 2 its seed
  link_lost,     ///< 0 which
  link_late,     ///< 0 which
  link_doubled,  ///< 0 which
  link_rate,     ///< 0 bits

  heading_handshake,
  heading_set_up,
  heading_keys,
  heading_exchange,  ///< 0 its number
  heading_one_stream,
  heading_streams,  ///< 0 how many
  heading_close,
  heading_pause,  ///< 0 seconds: behind a heading

  grade_captured,
  grade_stamp,
  grade_derived,
  grade_bracketed,

  handshake,
  handshake_note,
  tls,
  tls_note,
  first_byte,
  first_byte_note,
  transfer,
  transfer_note,
  at_once,
  close,
  close_note,
  time_wait,
  time_wait_left,     ///< 0 whose
  time_wait_unknown,  ///< 0 whose
  time_wait_left_both,
  time_wait_unknown_both,
  round_trip,
  round_trip_captured,  ///< 0 its variation, 1 the shortest, 2 how many samples
  round_trip_kernel,    ///< 0 its variation, 1 the shortest
  congestion_window,
  threshold,
  of_whom_segments,  ///< 0 whose
  range,             ///< 0 from, 1 to
  no_threshold,
  no_threshold_note,  ///< 0 whose
  in_flight,
  in_flight_most,  ///< 0 bytes
  in_flight_note,  ///< 0 whose
  retransmits,
  payload,
  payload_note,  ///< 0 sent, 1 received
  segments,
  segments_set_up,  ///< 0 how many
  segments_close,   ///< 0 how many
  closed_by,
  both,

  remark_lost,     ///< 0 how many of the server's, 1 which
  remark_no_room,  ///< 0 how many of the server's, 1 which
  and_more,        ///< 0 some, 1 how many others
  remark_missed,   ///< 0 how many
  remark_from_middle,
  remark_refused,         ///< 0 host, 1 port
  remark_unanswered_one,  ///< to a single SYN
  remark_unanswered,      ///< 0 how many, 1 the waits between them
  remark_unreachable,     ///< 0 what ICMP says
  remark_icmp,            ///< 0 the same, of a connection that was open
  remark_one_way,
  remark_not_completed,
  remark_reset_early,     ///< 0 by whom
  remark_reset,           ///< 0 by whom
  remark_set_up_again,    ///< 0 how many segments
  remark_set_up_older,    ///< 0 how many segments, 1 who had an older connection, 2 the other
  remark_three_segments,  ///< 0 who closed second
  remark_crossed,
  remark_half_closed,  ///< 0 who closed first, 1 the other, 2 bytes
  remark_wait_ended,   ///< 0 who waited, 1 who sent the RST
  remark_ends_early,

  icmp_by_router,  ///< 0 its address, 1 one of those below, 2 `v6` or nothing, 3 type, 4 code
  icmp_by_host,    ///< the same
  icmp_by_sender,  ///< the same
  icmp_no_route,
  icmp_no_host,
  icmp_no_protocol,
  icmp_no_port,
  icmp_too_big,
  icmp_prohibited,
  icmp_bad_route,
  icmp_expired,
  icmp_fragment_lost,
  icmp_bad_header,
  icmp_unreachable,
  server_clock,           ///< 0 how many milliseconds each way
  server_turn,            ///< 0 its number, 1 waited, 2 begun, 3 written, in milliseconds
  server_turn_unstamped,  ///< 0 its number, 1 begun, 2 written
  server_kernel,          ///< 0 round trip, 1 first and 2 last window, 3 retransmissions, segments 4 in and 5 out

  count,
};

/// A phrase as it stands in the language's table.
std::string_view english(phrase wanted) noexcept;
std::string_view chinese(phrase wanted) noexcept;

/// A phrase in one of the languages, filled in.
template <typename... Filling>
std::string say(language in, phrase wanted, Filling&&... with) {
  const std::string_view text = in == language::chinese ? chinese(wanted) : english(wanted);
  return fmt::format(fmt::runtime(text), std::forward<Filling>(with)...);
}

}  // namespace synfin::trace
