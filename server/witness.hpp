#pragma once

#include <optional>
#include <system_error>

#include "common/net/address.hpp"
#include "server/trace/recorder.hpp"

namespace synfin::server {

class trace_book;

/// Watches one connection for the trace book: looks at the clock and at the kernel's figures round each call on its
/// socket. It writes its line when it is destroyed, which is to be after the socket was closed.
class witness {
 public:
  /// `socket` was accepted just now, from `peer`, which it does not know any more once it was reset. `into` outlives
  /// the witness.
  witness(int socket, const net::address& peer, trace_book& into);
  witness(const witness&) = delete;
  witness& operator=(const witness&) = delete;
  ~witness();

  /// Before a call that reads: when what waits came. An error is what that call would have ended with.
  std::error_code before_reading();

  /// Before any other call.
  void before() { made_.before = wall::now(); }

  /// After it; `problem` is what it ended with.
  void after(const std::error_code& problem);

  /// Closing will send an RST.
  void will_reset() noexcept { resets_ = true; }

  /// The last look at the socket, which is to be closed next.
  void before_close();

 private:
  int socket_;
  trace_book& book_;
  trace::recorder recorder_;
  trace::call made_;
  std::optional<wall::time_point> came_;
  bool resets_ = false;
  bool closing_ = false;
};

}  // namespace synfin::server
