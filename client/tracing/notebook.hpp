#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "client/trace/flow/testimony.hpp"
#include "client/tracing/sent_stamps.hpp"
#include "common/clock.hpp"
#include "common/net/address.hpp"
#include "common/net/socket_options.hpp"

namespace synfin::tracing {

/// What is noted of one TCP connection by its client: what its owner did, told to it with the clock's time before and
/// after, and what the kernel says, which it asks for itself (SO_TIMESTAMPING, TCP_INFO). It changes nothing and takes
/// no right. What there is no memory for is counted as missed. One thread.
class notebook {
 public:
  using bracket = trace::bracket;

  /// Of `socket`, which stays the caller's.
  explicit notebook(int socket) noexcept : socket_(socket) {}

  /// connect(2) was called.
  void connecting(const net::address& local, const net::address& remote, const bracket& call);

  /// And has come to this.
  void connected();
  void refused();

  /// send(2) took these; recv(2) gave these, whose last the kernel stamped with `came`.
  void departed(std::string_view bytes, const bracket& call) noexcept;
  void arrived(std::string_view bytes, const std::optional<wall::time_point>& came) noexcept;

  /// Nothing more will be read: the end of the stream (0), or the error that recv(2) or send(2) gave.
  void ended(int problem) noexcept;

  /// Around shutdown(2); the second only if it did not fail.
  void fin_begins() noexcept;
  void fin_sent() noexcept;

  /// close(2) has reset the connection: the socket is not asked any more.
  void reset_sent(const bracket& call) noexcept;

  /// Takes what the kernel has stamped; until then poll(2) says POLLERR.
  void take_stamps() noexcept;

  /// Reads TCP_INFO, and notes what has changed since the last time.
  std::optional<net::tcp_snapshot> look() noexcept;

  bool has_ended() const noexcept { return ended_; }
  bool has_sent_fin() const noexcept { return fin_sent_; }

  /// Has the server reset it before its FIN?
  bool broken() const noexcept { return reset_ && !fin_came_; }

  /// Payload bytes so far.
  std::uint64_t bytes_sent() const noexcept { return sent_; }
  std::uint64_t bytes_received() const noexcept { return received_; }

  /// All of it.
  trace::testimony take_testimony() { return std::move(seen_); }
  std::vector<trace::tcp_sample> take_samples() { return std::move(samples_); }

 private:
  struct happening_time {
    bracket when;
    std::optional<wall::time_point> stamp;
  };

  void note(trace::happening fresh, std::string_view bytes = {}) noexcept;
  void append(std::string_view bytes) noexcept;
  void note_options(const net::tcp_snapshot& now);
  void note_answer_to_fin() noexcept;
  void note_end_of_stream(const net::tcp_snapshot& now, const bracket& when) noexcept;
  void note_their_fin(const bracket& when, bool alone) noexcept;
  void note_earlier_fin(const bracket& since) noexcept;
  void note_fin_acked(const bracket& when, bool alone) noexcept;
  void note_reset(const bracket& when) noexcept;
  void note_over(const bracket& when, const bracket& since) noexcept;
  void note_sample(const net::tcp_snapshot& now, wall::time_point when) noexcept;
  void note_acknowledged(const sent_stamp& stamp) noexcept;
  void note_stamp(const sent_stamp& stamp) noexcept;
  void note_state(const net::tcp_snapshot& now, const bracket& when) noexcept;
  happening_time time_of_arrival(const std::optional<wall::time_point>& came) const noexcept;
  bracket after_our_fin(const bracket& when) const noexcept;
  bracket after_all_seen(const bracket& when) const noexcept;

  int socket_;
  trace::testimony seen_;
  std::vector<trace::tcp_sample> samples_;
  net::tcp_snapshot last_;
  wall::time_point looked_;                // before last_ was read
  wall::time_point came_;                  // the newest arrival whose time is known
  std::optional<wall::time_point> stamp_;  // of the last bytes that came
  wall::time_point spoke_;                 // when we sent something last: before send(2), or its stamp
  wall::time_point fin_began_;             // when our FIN was asked for
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t acked_ = 0;
  std::uint32_t bare_ = 0;                 // segments without data that came in, and were not told yet
  std::optional<std::uint32_t> bare_out_;  // that went out before the server's FIN, if that was first
  std::optional<bracket> closed_;          // when it was over on this side
  bool established_ = false;
  bool fin_sent_ = false;
  bool fin_acked_ = false;
  bool fin_came_ = false;  // the server's, as the kernel tells
  bool cut_off_ = false;   // by an RST behind the server's FIN
  bool reset_ = false;     // its RST is noted
  bool ended_ = false;     // and it was read, or an RST
};

}  // namespace synfin::tracing
