#include "client/trace/flow/tcp_state.hpp"

namespace synfin::trace {

std::string_view name_of(tcp_state state) noexcept {
  switch (state) {
    case tcp_state::closed: return "CLOSED";
    case tcp_state::listen: return "LISTEN";
    case tcp_state::syn_sent: return "SYN_SENT";
    case tcp_state::syn_received: return "SYN_RECEIVED";
    case tcp_state::established: return "ESTABLISHED";
    case tcp_state::fin_wait_1: return "FIN_WAIT_1";
    case tcp_state::fin_wait_2: return "FIN_WAIT_2";
    case tcp_state::close_wait: return "CLOSE_WAIT";
    case tcp_state::closing: return "CLOSING";
    case tcp_state::last_ack: return "LAST_ACK";
    case tcp_state::time_wait: return "TIME_WAIT";
    case tcp_state::unknown: return "unknown";
  }
  return "";
}

void tcp_end::sends(const tcp_event& what) noexcept {
  if (what.rst) {
    // Whoever refuses a connection goes on to listen.
    if (state_ != tcp_state::listen) state_ = tcp_state::closed;
    return;
  }
  if (what.syn && state_ == tcp_state::closed) state_ = tcp_state::syn_sent;
  if (what.syn && state_ == tcp_state::listen) listens_no_more();
  // What answered its SYN was not captured.
  if (!what.syn && what.acks_all && state_ == tcp_state::syn_sent) state_ = tcp_state::established;
  if (!what.fin) return;
  if (state_ == tcp_state::established || state_ == tcp_state::syn_received) state_ = tcp_state::fin_wait_1;
  if (state_ == tcp_state::close_wait) state_ = tcp_state::last_ack;
}

/// RFC 9293 §3.10.7.
void tcp_end::receives(const tcp_event& what) noexcept {
  if (what.rst) return receives_rst();
  if (what.syn) {
    const bool asked = state_ == tcp_state::syn_sent || state_ == tcp_state::syn_received;
    if (asked && what.acks_all) state_ = tcp_state::established;
    if (state_ == tcp_state::syn_sent) state_ = tcp_state::syn_received;
    if (state_ == tcp_state::listen) listens_no_more();
    return;
  }
  if (what.acks_all) receives_ack();
  if (what.fin) receives_fin();
}

void tcp_end::is_told_of_no_way() noexcept {
  if (state_ == tcp_state::syn_sent) state_ = tcp_state::closed;
}

void tcp_end::listens_no_more() noexcept {
  state_ = tcp_state::syn_received;
  passive_ = true;
}

void tcp_end::receives_rst() noexcept {
  if (state_ == tcp_state::listen || state_ == tcp_state::unknown) return;
  const bool listens_again = state_ == tcp_state::syn_received && passive_;
  state_ = listens_again ? tcp_state::listen : tcp_state::closed;
}

void tcp_end::receives_ack() noexcept {
  switch (state_) {
    case tcp_state::syn_received: state_ = tcp_state::established; break;
    case tcp_state::fin_wait_1: state_ = tcp_state::fin_wait_2; break;
    case tcp_state::closing: state_ = tcp_state::time_wait; break;
    case tcp_state::last_ack: state_ = tcp_state::closed; break;
    default: break;
  }
}

void tcp_end::receives_fin() noexcept {
  switch (state_) {
    case tcp_state::syn_received:
    case tcp_state::established: state_ = tcp_state::close_wait; break;
    case tcp_state::fin_wait_1: state_ = tcp_state::closing; break;
    case tcp_state::fin_wait_2: state_ = tcp_state::time_wait; break;
    default: break;
  }
}

}  // namespace synfin::trace
