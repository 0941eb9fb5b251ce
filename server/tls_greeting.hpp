#pragma once

#include <cstddef>
#include <system_error>

#include "common/net/awaiting.hpp"
#include "server/connection.hpp"
#include "server/tls_stream.hpp"

namespace synfin::server {

/// Bounds the handshakes that one turn of a worker's loop does: each is worth a hundred requests or more, and the
/// connections that are established must not wait for a crowd that arrives. One thread.
class handshake_gate {
 public:
  static constexpr std::size_t most_a_turn = 4;

  explicit handshake_gate(const net::executor& executor) : executor_(executor) {}

  /// Suspends until this turn or a later one has room.
  net::awaitable<> enter();

 private:
  net::executor executor_;
  std::size_t entered_ = 0;  // in this turn
  bool closing_ = false;     // the end of this turn is posted
};

/// The handshake of one TLS connection, until it is done or cannot be. It waits for the peer as `connection` does.
class tls_greeting final : public live_connection {
 public:
  /// All three outlive the greeting.
  tls_greeting(tls_stream& stream, connection_services& services, handshake_gate& gate)
      : stream_(stream), services_(services), gate_(gate) {}

  /// True once the handshake is done. Otherwise the peer has been told what is wrong, and the stream is to be closed.
  net::awaitable<bool> run();

  /// What the connection failed by, or else TLS; none if it is fine, or the greeting was ended by us. The socket itself
  /// tells of it no more.
  const std::error_code& problem() const noexcept { return problem_; }

  void passed() override;
  void announce_end() override {}
  void go_on() override {}
  void end_if_idle() override;
  void evict() override;
  void cut() override;
  std::uint64_t idle_since() const override { return since_; }

 private:
  net::awaitable<> linger();
  void note_broken(int os_error) noexcept;

  tls_stream& stream_;
  connection_services& services_;
  handshake_gate& gate_;
  std::uint64_t since_ = busy;  // the tick at which it began to wait
  bool over_ = false;
  std::error_code problem_;
};

}  // namespace synfin::server
