#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/tls/certificate.hpp"
#include "common/tls/handles.hpp"
#include "common/tls/server_name.hpp"
#include "common/tls/ticket_keys.hpp"

namespace synfin::tls {

/// Mozilla's server-side sets: `intermediate` takes TLS 1.2 with forward secrecy and AEAD and TLS 1.3, `modern` TLS 1.3
/// alone.
enum class profile : std::uint8_t { intermediate, modern };

/// Whether a peer must show a certificate, and one that a given CA has signed.
enum class client_auth : std::uint8_t { none, optional, required };

/// What a server speaks by.
struct server_options {
  std::vector<certificate> certificates;  ///< at least one; the first is for peers that name nobody we know
  profile level = profile::intermediate;
  client_auth clients = client_auth::none;
  std::vector<certificate_handle> client_cas;  ///< who signs the peers' certificates
  ticket_keys tickets;
};

/// The server's side of TLS for one worker: an SSL_CTX with ALPN (h2, http/1.1), certificates by server name, tickets,
/// stapled OCSP. Connections that were made by it keep it alive by a shared_ptr of their own. One thread.
class server_context {
 public:
  /// Throws std::runtime_error if OpenSSL refuses the options, with its reason.
  explicit server_context(server_options options);
  server_context(const server_context&) = delete;
  server_context& operator=(const server_context&) = delete;

  SSL_CTX& raw() const noexcept { return *context_; }

 private:
  struct callbacks;

  void take_certificates();
  void try_certificates() const;
  void set_protocol();
  void set_clients();
  void use(SSL& connection, std::span<const std::size_t> chosen) const;
  void bind_sessions(SSL& connection, const std::string& name) const;

  server_options options_;
  context_handle context_;
  name_table names_;
  std::vector<std::size_t> fallback_;  // certificates for names that none answers for
  std::string clients_mark_;           // a ticket is worth nothing where other client certificates are asked for
};

/// The subject of the peer's verified certificate (RFC 2253); empty if it showed none.
std::string verified_subject(SSL& connection);

}  // namespace synfin::tls
