#pragma once

#include <cstdint>
#include <string>
#include <system_error>

namespace synfin {

/// What can go wrong beyond the operating system's own errors: a peer that breaks its promises, or a limit of ours.
enum class error : std::uint8_t {
  none,
  closed_early,     ///< the peer ended the connection in the middle of a message
  protocol,         ///< the peer's bytes are not the protocol
  timeout,          ///< a deadline passed
  connect_timeout,  ///< no connection within its deadline
  file_shrank,      ///< a file became shorter while it was sent
  dns,              ///< a host name has no address
  tls,              ///< a TLS handshake or record failed; who saw it can say why
  tls_truncated,    ///< the peer ended a TLS stream without close_notify (RFC 8446 §6.1)
};

/// The category of `error`; its messages say what happened.
const std::error_category& error_category() noexcept;

/// Found by std::error_code's constructor.
std::error_code make_error_code(error value) noexcept;

/// A system error with what was being done: "cannot open site/a.txt: Permission denied".
std::system_error system_failure(int os_error, const std::string& doing);

}  // namespace synfin

template <>
struct std::is_error_code_enum<synfin::error> : std::true_type {};
