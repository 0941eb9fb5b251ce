#pragma once

#include <expected>
#include <string>
#include <vector>

#include "common/tls/channel.hpp"
#include "common/tls/handles.hpp"
#include "common/tls/session_shelf.hpp"

namespace synfin::tls {

/// What a client may be told of TLS.
struct client_options {
  std::string ca_file;           ///< PEM; empty = the system's store
  std::string certificate_file;  ///< our own chain, PEM; empty = none
  std::string key_file;
  std::string name;  ///< sent as SNI and looked for in the certificate instead of the host; empty = the host
  bool insecure = false;
  bool resume = true;
  bool only_1_2 = false;  ///< no TLS 1.3
  bool only_1_3 = false;  ///< no TLS 1.2
};

/// What is common to all TLS connections of a client: TLS 1.2 or later, certificates verified unless told otherwise
/// (RFC 9325). May be shared by threads once it is made.
class client_context {
 public:
  /// The error says which file cannot be used, and why.
  static std::expected<client_context, std::string> make(client_options options);

  /// A channel on `socket`, a connected socket that outlives it, to be shaken hands with. It asks for `host`, a name or
  /// a numeric address, and offers `protocols` (ALPN, RFC 7301) in the order of preference. Resumes a session from
  /// `shelf`, and puts those there that the server gives; the shelf outlives the channel. Throws std::bad_alloc.
  channel connect(int socket, const std::string& host, const std::vector<std::string>& protocols,
                  session_shelf& shelf) const;

 private:
  explicit client_context(client_options options);

  client_options options_;
  context_handle context_;
};

/// Why the handshake or a read of a client's channel has just failed, in words that name the flag that helps. To be
/// asked before anything else is done with TLS on this thread.
std::string explain(const channel& failed);

/// What was agreed on; to be asked when the handshake is done.
struct agreed {
  std::string protocol;  ///< by ALPN; empty if the server does not know that
  std::string version;   ///< `TLSv1.3`
  std::string cipher;
  std::string subject;  ///< of the server's certificate: `CN=…`
  std::string issuer;
};
agreed what_was_agreed(const channel& on);

/// The protocol alone.
std::string_view agreed_protocol(const channel& on) noexcept;

/// Was an earlier session resumed?
bool resumed(const channel& on) noexcept;

}  // namespace synfin::tls
