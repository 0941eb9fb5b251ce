#include "client/trace/explain/observer.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "client/trace/figures/tls_opening.hpp"

namespace synfin::trace {
namespace {

constexpr unsigned enough_duplicates = 3;  // RFC 5681 §3.2

std::int64_t last_byte(const step& each) noexcept { return each.seq + std::max(each.seen.size, 1U) - 1; }

bool speaks_http(std::string_view payload) noexcept {
  return payload.substr(0, payload.find('\n')).find("HTTP/1.") != std::string_view::npos;
}

tcp_state state_of(const step& each, side which) noexcept { return which == side::client ? each.client : each.server; }

}  // namespace

observer::observer(const flow& whole) : whole_(whole), tls_(tls_opening_of(whole).has_value()) {
  for (const side each : {side::client, side::server}) of(each).state = state_before(whole, each);
  if (!whole.from_the_start) of(side::client).ack = of(side::server).ack = std::numeric_limits<std::int64_t>::min();
}

std::vector<taught> observer::look(std::size_t first, std::size_t end) {
  end = std::min(end, whole_.steps.size());
  std::vector<taught> run;
  std::int64_t data = 0;
  found_.clear();
  for (std::size_t i = first; i < end; ++i) {
    const step& each = whole_.steps[i];
    found_.clear();
    look_at(each);
    if (!each.seen.became.arrives()) teach(lesson::lost, each);
    note(each);
    if (each.seen.size != 0 && ++data == 1) run.assign(1, {lesson::run, each.from});
  }
  if (end <= first + 1) return std::exchange(found_, {});
  if (data == 0) return {{lesson::run_of_acks, whole_.steps[first].from}};
  run.front().one = data;
  return run;
}

void observer::teach(lesson what, const step& each, std::int64_t one, std::int64_t other) {
  found_.push_back({what, each.from, one, other});
}

void observer::look_at(const step& each) {
  if (each.seen.icmp) return teach(lesson::icmp, each);
  if (each.seen.rst) return look_at_rst(each);
  if (each.seen.syn) return look_at_syn(each);
  if (each.what.copied) return teach(lesson::copied, each);
  if (each.what.retransmission) return look_at_repetition(each);
  if (each.what.keep_alive) return teach(lesson::keep_alive, each);
  if (each.what.window_probe) return teach(lesson::window_probe, each);
  const bool completes =
      receiver(each).state == tcp_state::syn_received && state_of(each, other(each.from)) == tcp_state::established;
  if (completes) teach(lesson::handshake_ack, each);
  if (each.what.out_of_order) teach(lesson::out_of_order, each);
  if (each.what.late) teach(lesson::late, each);
  if (each.what.d_sack) teach(lesson::d_sack, each);
  if (each.seen.size != 0) look_at_payload(each);
  if (each.seen.fin) return look_at_fin(each);
  if (each.seen.size == 0 && !completes) look_at_ack(each);
}

void observer::look_at_rst(const step& each) {
  if (each.what.unacceptable) return teach(lesson::reset_dropped, each);
  if (state_of(each, each.from) == tcp_state::syn_sent) return teach(lesson::reset_older, each);
  if (whole_.refused) return teach(lesson::refused, each);
  const tcp_state state = sender(each).state;
  const bool open = state == tcp_state::established || state == tcp_state::close_wait || state == tcp_state::syn_sent ||
                    state == tcp_state::syn_received;
  teach(open ? lesson::reset : lesson::reset_after_close, each);
}

void observer::look_at_syn(const step& each) {
  const bool answers = each.seen.acks;
  if (each.what.retransmission) return teach(answers ? lesson::syn_ack_again : lesson::syn_again, each);
  if (!answers && each.from == side::server) return teach(lesson::syn_crossed, each);
  teach(answers ? lesson::syn_ack : lesson::syn, each);
  if (answers) return;
  const tcp_options& offered = each.seen.options;
  if (offered.mss) teach(lesson::syn_mss, each, *offered.mss);
  if (offered.window_scale) {
    const unsigned shift = std::min<unsigned>(*offered.window_scale, 14);  // RFC 7323 §2.3
    teach(lesson::syn_scale, each, *offered.window_scale, std::int64_t{1} << shift);
  }
  if (offered.sack_permitted) teach(lesson::syn_sack, each);
  if (offered.timestamps) teach(lesson::syn_timestamps, each);
}

void observer::look_at_repetition(const step& each) {
  const bool fast = receiver(each).duplicates >= enough_duplicates && each.seq == receiver(each).ack;
  teach(fast ? lesson::fast_retransmission : lesson::retransmission, each, each.seq, last_byte(each));
}

void observer::look_at_payload(const step& each) {
  if (tls_) {
    look_at_records(each);
  } else {
    look_at_http(each);
  }
  party& mine = sender(each);
  if (mine.state == tcp_state::close_wait && !mine.half_closed) {
    mine.half_closed = true;
    teach(lesson::half_close_data, each);
  }
}

void observer::look_at_http(const step& each) {
  const bool client = each.from == side::client;
  const bool turn = spoke_last_ != each.from;
  if (!speaks_http(each.seen.payload)) {
    return turn || !asked_ ? teach(lesson::data, each, each.seq, last_byte(each)) : teach(lesson::more, each);
  }
  if (!client) return teach(lesson::answer, each, each.ack);
  teach(asked_ ? lesson::next_request : lesson::request, each, each.seq, last_byte(each));
  asked_ = true;
}

void observer::look_at_records(const step& each) {
  for (const tls_record& record : sender(each).records.hear(each.seen.payload, each.seen.size)) {
    const bool shakes = record.type == record_type::handshake;
    lesson what = lesson::tls_handshake;
    if (shakes && record.message == client_hello_message) what = lesson::client_hello;
    if (shakes && record.message == server_hello_message) what = lesson::server_hello;
    if (record.type == record_type::application_data) what = lesson::tls_data;
    if (record.type == record_type::alert) what = lesson::tls_alert;
    const auto said = [this](lesson known) {
      return std::ranges::any_of(found_, [known](const taught& before) { return before.what == known; });
    };
    const bool in_passing = record.type == record_type::change_cipher_spec && said(lesson::server_hello);
    if (!said(what) && !in_passing) teach(what, each);
  }
}

void observer::look_at_fin(const step& each) {
  const tcp_state theirs = receiver(each).state;
  const tcp_state mine = state_of(each, each.from);
  if (mine == tcp_state::closing) return teach(lesson::fins_cross, each);
  if (mine != tcp_state::last_ack) return teach(lesson::fin, each);
  teach(theirs == tcp_state::fin_wait_1 ? lesson::fin_with_ack : lesson::second_fin, each);
}

/// Of those that acknowledge a FIN; true if it is one.
bool observer::look_at_last_acks(const step& each) {
  const tcp_state before = receiver(each).state;
  const tcp_state after = state_of(each, other(each.from));
  if (before == after) return false;
  if (before == tcp_state::fin_wait_1) teach(lesson::fin_ack, each);
  if (before == tcp_state::closing) teach(lesson::closing_ack, each);
  if (before == tcp_state::last_ack) teach(lesson::last_ack, each);
  const bool waits = state_of(each, each.from) == tcp_state::time_wait;
  if (waits) teach(lesson::time_wait, each);
  return true;
}

void observer::look_at_ack(const step& each) {
  party& mine = sender(each);
  if (each.what.zero_window)
    return teach(mine.full && receiver(each).probes ? lesson::probe_answer : lesson::zero_window, each);
  if (each.what.window_update) return teach(lesson::window_update, each, static_cast<std::int64_t>(each.window));
  if (each.what.duplicate_ack) {
    const bool third = mine.duplicates + 1 == enough_duplicates;
    return teach(third ? lesson::third_duplicate : lesson::duplicate_ack, each, each.ack);
  }
  if (look_at_last_acks(each)) return;
  if (each.ack > mine.ack) return teach(lesson::data_ack, each, each.ack);
  if (receiver(each).probes) teach(lesson::keep_alive_answer, each);
}

void observer::note(const step& each) {
  party& mine = sender(each);
  mine.full = each.what.zero_window;
  mine.probes = each.what.keep_alive || each.what.window_probe;
  if (each.what.duplicate_ack) {
    ++mine.duplicates;
  } else if (each.ack > mine.ack) {
    mine.duplicates = 0;
  }
  if (each.seen.acks) mine.ack = std::max(mine.ack, each.ack);
  if (each.seen.size != 0) spoke_last_ = each.from;
  of(side::client).state = each.client;
  of(side::server).state = each.server;
}

}  // namespace synfin::trace
