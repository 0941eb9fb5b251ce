#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "client/load/link.hpp"
#include "client/load/worker_context.hpp"
#include "client/result/tally.hpp"
#include "common/clock.hpp"
#include "common/net/awaiting.hpp"

namespace synfin::load {

/// How the exchanges of a connection ended.
enum class ending : std::uint8_t { none, done, peer_fin, peer_reset, expired, malformed };

/// The end of one connection, from the first FIN to the last: sends ours, waits for theirs, and tells who was first as
/// the wire has it.
class parting {
 public:
  /// Both outlive it.
  parting(worker_context& context, link& connected);

  bool fin_sent() const noexcept { return fin_sent_; }

  /// Says `goodbye` and sends FIN behind it, in one segment where that goes; how much of `goodbye` the kernel took.
  /// What it does not take at once is left unsaid. `answers_due`: the peer still has some to give.
  std::size_t send_fin(std::string_view goodbye, bool answers_due);

  /// Has the peer's FIN come already? Then what it said before is taken, so that closing over it does not send RST.
  bool peer_was_first();

  /// Waits for the rest of the close after exchanges that ended as `how`; who closed. With `done` the peer's FIN is
  /// still to come.
  net::awaitable<closed_by> run(ending how);

  /// Does it wait?
  bool under_way() const noexcept { return closing_; }

  /// Ends a wait that takes too long. Needs under_way().
  void sweep(steady::time_point now) noexcept;

 private:
  net::awaitable<ending> await_end();
  net::awaitable<ending> await_fin();
  closed_by peer_ended() noexcept;

  worker_context& context_;
  link& link_;
  steady::time_point fin_at_;
  steady::time_point closing_since_;
  steady::duration patience_;
  bool fin_sent_ = false;
  bool overtaken_ = false;  // the peer's FIN was there before ours
  bool closing_ = false;
  bool expired_ = false;
};

}  // namespace synfin::load
