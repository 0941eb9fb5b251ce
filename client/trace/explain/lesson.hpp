#pragma once

#include <cstdint>
#include <string_view>

namespace synfin::trace {

/// What there is to say about a step of a connection. In the sentences `{0}` is who sent it, `{1}` the other side,
/// `{2}` and `{3}` the numbers that the comment names.
enum class lesson : std::uint8_t {
  syn,
  syn_mss,    ///< 2 bytes
  syn_scale,  ///< 2 shift count, 3 the unit in bytes
  syn_sack,
  syn_timestamps,
  syn_again,
  syn_ack,
  syn_ack_again,
  syn_crossed,
  handshake_ack,
  refused,
  icmp,

  request,  ///< 2 and 3 its first and last byte
  next_request,
  answer,  ///< 2 its ack
  more,
  data,      ///< 2 and 3 its first and last byte
  data_ack,  ///< 2 its ack
  run,       ///< 2 how many segments
  run_of_acks,

  window_update,  ///< 2 bytes of room
  zero_window,
  window_probe,
  probe_answer,
  keep_alive,
  keep_alive_answer,

  retransmission,       ///< 2 and 3 the first and last byte
  fast_retransmission,  ///< 2 and 3 the first and last byte
  duplicate_ack,        ///< 2 the number that is asked for
  third_duplicate,
  out_of_order,
  late,
  copied,
  d_sack,
  lost,

  client_hello,
  server_hello,
  tls_handshake,
  tls_data,
  tls_alert,

  fin,
  half_close_data,
  fin_ack,
  second_fin,
  fin_with_ack,
  fins_cross,
  closing_ack,
  last_ack,
  time_wait,
  reset,
  reset_after_close,
  reset_dropped,
  reset_older,

  as_above,  ///< in place of one that has been said
  udp,       ///< the footnote

  count,
};

/// A lesson as it stands in the language's table.
std::string_view english(lesson wanted) noexcept;
std::string_view chinese(lesson wanted) noexcept;

}  // namespace synfin::trace
