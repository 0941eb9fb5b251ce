#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::net {

/// A socket address of any family as a plain value (v4, v6 or unix).
class address {
 public:
  address() noexcept = default;

  /// Copies what a system call filled in; `length` as that call returned it.
  address(const sockaddr_storage& raw, socklen_t length) noexcept : raw_(raw), length_(length) {}

  const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&raw_); }
  socklen_t size() const noexcept { return length_; }
  int family() const noexcept { return raw_.ss_family; }

  /// Port of a v4 or v6 address, else 0.
  std::uint16_t port() const noexcept;

  /// Can only this machine reach it: 127.0.0.0/8 or ::1?
  bool loopback() const noexcept;

  /// The same address with another port; unix addresses are returned as they are.
  address with_port(std::uint16_t port) const noexcept;

  /// `127.0.0.1:80`, `[::1]:80` or `unix:/path`.
  std::string text() const;

  /// The host alone, without port or brackets: `127.0.0.1`, `::1`; unix sockets give `unix`.
  std::string host() const;

 private:
  sockaddr_storage raw_{};
  socklen_t length_ = 0;
};

/// The address of a numeric v4 or v6 host (no brackets). Throws std::invalid_argument if it is none.
address numeric_address(const std::string& host, std::uint16_t port);

/// The address of a unix socket. Throws std::invalid_argument if the path is empty or too long (107 bytes, unix(7)).
address unix_address(std::string_view path);

/// The addresses of a host name or numeric address, in the resolver's order; blocks. The error is the resolver's
/// message.
std::expected<std::vector<address>, std::string> resolve(const std::string& host, std::uint16_t port);

/// The local or the remote address of a socket; an empty address if the kernel gives none.
address local_address(int socket) noexcept;
address remote_address(int socket) noexcept;

}  // namespace synfin::net
