#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "client/load/http1/session.hpp"
#include "client/load/http2/session.hpp"
#include "client/load/link.hpp"
#include "client/load/parting.hpp"
#include "client/load/reckoning.hpp"
#include "client/load/standing.hpp"
#include "client/load/taker.hpp"
#include "client/load/worker_context.hpp"
#include "common/clock.hpp"
#include "common/net/awaiting.hpp"

namespace synfin::load {

/// One connection, from the moment it stands until it is closed: asks the rule and the plan, writes, reads, tallies.
/// Who ends it and how is decided, seen and counted here.
///
/// In a closed loop it asks again when it was answered. In an open loop it stays, with a read pending so that its end
/// is seen at once, and takes requests that are due: those that wait, when it was answered; others, when it is told to.
///
/// A template for speed: a request over HTTP/1.1 takes no call that the compiler cannot see through.
template <typename Session>
class connection final : public taker {
 public:
  /// `connected` stands, TLS included. All three outlive the connection.
  connection(worker_context& context, std::size_t destination, link& connected);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Exchanges until nothing more may be asked or the peer ends it, then closes the link. `claimed`: the rule has been
  /// asked for its first request already.
  net::awaitable<> run(bool claimed);

  /// Was it never asked anything?
  bool unused() const noexcept { return reckoning_.asked() == 0; }

  void take_due() override;

  /// Ends what has waited too long.
  void sweep(steady::time_point now) noexcept;

  /// Adds how it stands now.
  void count(standing& into) const noexcept;

 private:
  net::awaitable<> exchange_all();
  void ask(steady::time_point now);
  void ask_due(steady::time_point now);
  const prepared_request& next_due();
  bool claim(steady::time_point now) noexcept;
  bool awaits_requests(steady::time_point now) const noexcept;
  void stand(steady::time_point now);
  void wake() noexcept;
  bool more_to_ask(steady::time_point now) const noexcept;
  void flush(steady::time_point now);
  void write_failed(int os_error, steady::time_point now);
  io_result receive(std::optional<wall::time_point>& came);
  steady::time_point take_in(io_result got, const std::optional<wall::time_point>& came);
  bool take(const io_result& got, std::span<const char> bytes, steady::time_point now);
  void digest(std::string_view bytes, steady::time_point now);
  void stream_ended(steady::time_point now);
  void broken(int os_error, steady::time_point now);
  void tls_broken(steady::time_point now);
  bool outlives_the_late(steady::time_point now, bool alive);

  net::awaitable<closed_by> part();
  void send_fin();
  void look_at_tcp();

  worker_context& context_;
  open_loop* paced_;  // nullptr = a closed loop
  std::size_t destination_;
  link& link_;
  Session session_;
  reckoning<Session> reckoning_;
  std::uint64_t most_requests_;
  ending ending_ = ending::none;
  bool claimed_ = false;           // the rule's request that no session has taken up yet
  bool dispatched_ = false;        // in take_due(): the coroutine waits, and must not find the connection ended
  int trouble_ = 0;                // the error of a write in take_due()
  steady::time_point idle_since_;  // of an open loop; the epoch where it is not idle, or was never answered
  bool expired_ = false;
  parting parting_;
};

extern template class connection<http1::session>;
extern template class connection<http2::session>;

}  // namespace synfin::load
