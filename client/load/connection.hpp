#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "client/load/http1/session.hpp"
#include "client/load/http2/session.hpp"
#include "client/load/link.hpp"
#include "client/load/worker_context.hpp"
#include "common/clock.hpp"
#include "common/net/awaiting.hpp"

namespace synfin::load {

/// One connection, from the moment it stands until it is closed: asks the rule and the plan, writes, reads, tallies.
/// Who ends it and how is decided, seen and counted here.
///
/// A template for speed: a request over HTTP/1.1 takes no call that the compiler cannot see through.
template <typename Session>
class connection {
 public:
  /// `connected` stands, TLS included, and a request has been claimed for it. All three outlive the connection.
  connection(worker_context& context, std::size_t destination, link& connected);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Exchanges until nothing more may be asked or the peer ends it, then closes the link.
  net::awaitable<> run();

  /// Ends what has waited too long.
  void sweep(steady::time_point now) noexcept;

 private:
  /// How the exchanges ended.
  enum class ending : std::uint8_t { none, done, peer_fin, peer_reset, expired, malformed };

  net::awaitable<> exchange_all();
  void ask(steady::time_point now);
  bool claim(steady::time_point now) noexcept;
  bool more_to_ask(steady::time_point now) const noexcept;
  void flush(steady::time_point now);
  steady::time_point take_in(io_result got);
  bool take(const io_result& got, std::span<const char> bytes, steady::time_point now);
  void digest(std::string_view bytes, steady::time_point now);
  void settle(steady::time_point now);
  void unanswered(const outcome& ended, steady::time_point now);
  void stream_ended(steady::time_point now);
  void broken(int os_error, steady::time_point now);
  void tls_broken(steady::time_point now);
  void lose(failure why, const std::error_code& cause, steady::time_point now);
  void lose_oldest(failure why, const std::error_code& cause, steady::time_point now);
  void fail(failure why, std::string_view cause, steady::time_point sent, steady::time_point now);
  void give_back() noexcept;
  std::string words_for(const std::error_code& cause) const;
  bool outlives_the_late(steady::time_point now, bool alive);

  net::awaitable<closed_by> part();
  net::awaitable<ending> await_end();
  void read_out();
  closed_by peer_ended() noexcept;
  void send_fin();

  worker_context& context_;
  std::size_t destination_;
  link& link_;
  Session session_;
  std::uint64_t most_requests_;
  std::uint64_t asked_ = 0;
  std::uint64_t served_ = 0;
  ending ending_ = ending::none;
  bool claimed_ = true;  // the rule's request that no session has taken up yet
  bool fin_sent_ = false;
  bool closing_ = false;
  bool expired_ = false;
  steady::time_point fin_at_;
  steady::time_point closing_since_;
};

extern template class connection<http1::session>;
extern template class connection<http2::session>;

}  // namespace synfin::load
