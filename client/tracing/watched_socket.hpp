#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "client/tracing/notebook.hpp"
#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/net/address.hpp"
#include "common/tls/passage.hpp"

namespace synfin::tracing {

/// A client's TCP socket that has all that happens to it written down. One thread.
class watched_socket final : public tls::passage {
 public:
  /// A socket whose port is known before it connects. The error is a sentence.
  static std::expected<watched_socket, std::string> bound(int family);

  int raw() const noexcept { return socket_.raw(); }
  const net::address& local() const noexcept { return local_; }
  notebook& notes() noexcept { return notes_; }

  /// Connects, before `deadline` is over; SYNs that are sent again meanwhile are noted.
  std::error_code connect(const net::address& where, steady::time_point deadline);

  /// What passes below TLS, or without it.
  ssize_t receive(std::span<char> into) noexcept override;
  ssize_t send(std::string_view bytes) noexcept override;

  /// Waits for bytes or the end, until `when`; true if either is there.
  bool await(steady::time_point when);

  /// Our FIN; nothing, where the connection is over already.
  void end_output();

  /// Looks on until the connection is over on this side, in TIME_WAIT too, or `deadline` is; what still comes is read
  /// away. Before our FIN: until the server's. An error is why the connection broke.
  std::error_code await_end(steady::time_point deadline);

  /// Our RST; nothing, where the connection is over already.
  void reset();

 private:
  explicit watched_socket(descriptor socket) noexcept : socket_(std::move(socket)), notes_(socket_.raw()) {}

  std::error_code await_connection(steady::time_point deadline);
  void read_away() noexcept;

  descriptor socket_;
  notebook notes_;
  net::address local_;
};

}  // namespace synfin::tracing
