#pragma once

#include <cstdint>
#include <string_view>

namespace synfin::trace {

/// The states of a connection's end (RFC 9293 §3.3.2).
enum class tcp_state : std::uint8_t {
  closed,
  listen,
  syn_sent,
  syn_received,
  established,
  fin_wait_1,
  fin_wait_2,
  close_wait,
  closing,
  last_ack,
  time_wait,
  unknown,  ///< of one that was never heard of
};

/// As the RFC spells it, with underscores: `SYN_SENT`.
std::string_view name_of(tcp_state state) noexcept;

/// What of a segment moves an end from one state to another.
struct tcp_event {
  bool syn = false;
  bool acks_all = false;  ///< it acknowledges our FIN, or our SYN where no FIN was sent
  bool fin = false;
  bool rst = false;
};

/// One end's way through its states, by what it sends and what it receives. The application is taken to close where a
/// FIN is seen; the end of TIME_WAIT is not seen by anybody.
class tcp_end {
 public:
  explicit tcp_end(tcp_state start) noexcept : state_(start) {}

  tcp_state state() const noexcept { return state_; }

  void sends(const tcp_event& what) noexcept;
  void receives(const tcp_event& what) noexcept;

  /// Is told by ICMP that its segments do not arrive: in SYN_SENT it gives up, as Linux does, later it does not (RFC
  /// 5461 §3 and §4; RFC 9293 §3.9.2.2).
  void is_told_of_no_way() noexcept;

 private:
  void listens_no_more() noexcept;
  void receives_rst() noexcept;
  void receives_ack() noexcept;
  void receives_fin() noexcept;

  tcp_state state_;
  bool passive_ = false;  // it has come from LISTEN, where it goes back to if no connection comes about
};

}  // namespace synfin::trace
