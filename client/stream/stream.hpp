#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/net/address.hpp"
#include "common/tls/channel.hpp"
#include "common/tls/client_context.hpp"

namespace synfin::client {

template <typename Value>
using or_error = std::expected<Value, std::error_code>;

/// Connects `fresh`, a socket that does not block, before `deadline` is over; gives it back when it stands.
or_error<descriptor> connect_within(descriptor fresh, const net::address& where, steady::time_point deadline);

/// One connection that its thread waits for: a socket that does not block, and TLS on it where that is spoken. All of
/// it ends with error::timeout when the deadline is over.
class stream {
 public:
  /// `socket` stays the caller's and outlives the stream; so does what its bytes go through, if anything.
  stream(int socket, steady::time_point deadline, tls::passage* through = nullptr) noexcept
      : socket_(socket), deadline_(deadline), through_(through) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;
  ~stream() { say_goodbye(); }

  /// Speaks TLS from here on; `fresh` is made for the socket.
  std::error_code shake_hands(tls::channel fresh);

  /// What ALPN has agreed on; empty where nothing.
  std::string_view agreed_protocol() const noexcept {
    return channel_ ? tls::agreed_protocol(*channel_) : std::string_view{};
  }

  /// Sends all of it, which is no more than a fresh socket's buffer takes whole.
  std::error_code send(std::string_view bytes);

  /// Waits for bytes; none is the end.
  or_error<std::size_t> receive(std::span<char> into);

  /// TLS's close_notify, where TLS is spoken.
  void say_goodbye() {
    if (channel_) channel_->close_notify();
  }

  /// What a failure of this stream means.
  std::string words_for(const std::error_code& problem) const;

 private:
  std::error_code complete(const std::function<std::error_code()>& act) const;

  int socket_;
  steady::time_point deadline_;
  tls::passage* through_;
  std::optional<tls::channel> channel_;
};

}  // namespace synfin::client
