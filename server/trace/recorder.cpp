#include "server/trace/recorder.hpp"

#include <algorithm>
#include <utility>

namespace synfin::server::trace {
namespace {

using net::tcp_reading;
namespace states = net::tcp_states;

/// When the handshake's last segment came: no later than the accept. The kernel counts the time since in ticks, of
/// which the slowest kernels have a hundred a second.
stamp opened_at(wall::time_point accepted, const tcp_reading& now) noexcept {
  constexpr std::chrono::milliseconds tick{10};
  return {accepted, grade::derived, now.since_ack + tick};
}

stamp earlier(const stamp& one, wall::duration by) noexcept { return {one.time - by, one.sure, one.error}; }

}  // namespace

recorder::recorder(story begun, wall::time_point accepted, const tcp_reading& now) : story_(std::move(begun)) {
  const stamp done = opened_at(accepted, now);
  const auto opening = [&](bool client, kind what, const stamp& when) {
    entry found{.what = what, .from_client = client, .when = when, .last_call = when.time};
    found.state = what == kind::ack ? now.state : states::syn_received;
    found.seq = what == kind::ack ? 1 : 0;
    found.ack = what == kind::syn ? 0 : 1;
    if (what == kind::syn && story_.syn) found.window = story_.syn->window;
    if (what == kind::ack) found.window = now.window;
    add(found);
  };
  opening(true, kind::syn, earlier(done, now.rtt));
  opening(false, kind::syn_ack, earlier(done, now.rtt));
  opening(true, kind::ack, done);
  note_sample(accepted, now);
}

void recorder::look(const call& made, std::optional<wall::time_point> came, const tcp_reading& now,
                    const std::error_code& problem) {
  if (over_) return;
  const bool waits = problem == std::errc::operation_would_block || problem == std::errc::interrupted;
  const bool by_tcp = problem.category() == std::system_category() || problem.category() == std::generic_category();
  note_data(made, came, now);
  if (problem && !waits && by_tcp) return broken(made.inside(), now, problem);
  if (now.broken) return;  // its next call is told why
  note_ends(made, now);
  note_sample(made.after, now);
}

/// What has been read and written since the last look. A reading of a broken connection counts FINs as bytes.
void recorder::note_data(const call& made, std::optional<wall::time_point> came, const tcp_reading& now) {
  const std::uint64_t taken = now.taken - (now.broken && client_fin_ ? 1 : 0);
  const std::uint64_t given = now.given - (now.broken && server_fin_ ? 1 : 0);
  if (taken > taken_) {
    if (taken_ == 0 && came) opened_before(*came);
    const stamp when = came ? stamp{*came, grade::exact, {}} : made.inside();
    add_data(made_by(true, kind::data, when, now), taken - taken_, made);
    taken_ = taken;
  }
  if (given > given_) {
    add_data(made_by(false, kind::data, made.inside(), now), given - given_, made);
    given_ = given;
  }
}

void recorder::add_data(entry found, std::uint64_t bytes, const call& made) {
  found.bytes = bytes;
  found.last_call = made.after;
  add(found);
}

/// What came first came behind the handshake, of which the accept tells late.
void recorder::opened_before(wall::time_point first) {
  constexpr std::size_t segments = 3;
  if (story_.entries.size() < segments || story_.entries[segments - 1].when.time <= first) return;
  const wall::duration late = story_.entries[segments - 1].when.time - first;
  for (std::size_t i = 0; i < segments; ++i) {
    story_.entries[i].when.time -= late;
    story_.entries[i].last_call -= late;
  }
}

void recorder::note_ends(const call& made, const tcp_reading& now) {
  const auto note_fin = [&](bool said, bool client, bool& known) {
    if (!said || std::exchange(known, true)) return;
    // The kernel may have sent or got it after the call, before it was asked.
    add(made_by(client, kind::fin, call{made.before, std::max(made.after, now.time)}.inside(), now));
  };
  const bool client_first = now.state == states::close_wait || now.state == states::last_ack;
  if (client_first) note_fin(now.fin_received, true, client_fin_);
  note_fin(now.fin_sent, false, server_fin_);
  note_fin(now.fin_received, true, client_fin_);
}

void recorder::broken(const stamp& when, const tcp_reading& now, const std::error_code& problem) {
  over_ = true;
  story_.gave_up = problem == std::errc::timed_out || problem == std::errc::host_unreachable ||
                   problem == std::errc::network_unreachable;
  if (!story_.gave_up) add(made_by(true, kind::rst, when, now));
}

void recorder::prepare_close(const call& last_look, const tcp_reading& now, const std::error_code& problem,
                             bool resets) {
  story_.last = {last_look.after, now};
  if (over_) return;
  note_data(last_look, std::nullopt, now);
  if (problem) return broken(last_look.inside(), now, problem);
  note_ends(last_look, now);
  if (now.state == states::closed) return;
  // What the program has not read is answered by an RST (RFC 9293 §3.10.4, RFC 2525 §2.17).
  if (resets || now.unread != 0) {
    at_close_ = made_by(false, kind::rst, {}, now);
    at_close_->state = states::closed;
  } else if (!server_fin_) {
    at_close_ = made_by(false, kind::fin, {}, now);
    at_close_->state = client_fin_ ? states::last_ack : states::fin_wait_1;
  }
}

void recorder::closed(const call& made) {
  if (!at_close_) return;
  entry last = *at_close_;
  at_close_.reset();
  last.when = made.inside();
  last.last_call = made.after;
  add(last);
}

entry recorder::made_by(bool client, kind what, const stamp& when, const tcp_reading& now) const {
  const auto place = [](std::uint64_t bytes, bool fin) { return 1 + bytes + (fin ? 1 : 0); };
  entry found{.what = what, .from_client = client, .when = when, .state = now.state, .last_call = when.time};
  const bool fin = what == kind::fin;
  found.seq = place(client ? taken_ : given_, !fin && (client ? client_fin_ : server_fin_));
  found.ack = place(client ? given_ : taken_, client ? server_fin_ : client_fin_);
  if (client) found.window = now.window;
  found.calls = what == kind::data ? 1 : 0;
  return found;
}

/// Writes that nothing came between are one stretch; so are reads where there is no room for more.
void recorder::add(const entry& found) {
  const bool full = story_.entries.size() >= most_entries;
  if (!story_.entries.empty() && found.what == kind::data) {
    entry& last = story_.entries.back();
    const bool alike = last.what == kind::data && last.from_client == found.from_client;
    if (alike && (full || !found.from_client)) {
      last.bytes += found.bytes;
      last.calls += found.calls;
      last.last_call = found.last_call;
      last.state = found.state;
      return;
    }
  }
  if (full && found.what == kind::data) {
    ++story_.left_out;
  } else {
    story_.entries.push_back(found);
  }
}

/// Where there is no room every second one goes, and those to come are as far apart.
void recorder::note_sample(wall::time_point time, const tcp_reading& now) {
  auto& all = story_.samples;
  if (!all.empty() && time - all.back().time < between_samples_) return;
  if (all.size() >= most_samples) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < all.size(); i += 2) all[kept++] = all[i];
    all.resize(kept);
    between_samples_ = (time - all.front().time) / static_cast<int>(most_samples / 2);
  }
  all.push_back({time, now});
}

}  // namespace synfin::server::trace
