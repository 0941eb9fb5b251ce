#pragma once

#include <string>

#include <openssl/ssl.h>

namespace synfin::tls {

/// Notes what is found wrong with the server's certificate while a handshake verifies it: OpenSSL itself forgets the
/// certificate. For SSL_set_verify.
int note_refusal(int accepted, X509_STORE_CTX* verifying) noexcept;

/// Says why the certificate of a connection was not accepted, and which flag of the client's helps; empty if that was
/// not what failed. `host` is what it was asked for.
std::string refusal_text(const SSL& connection, const std::string& host);

/// `CN=…` of a certificate's subject or issuer; what else it has where it has no common name.
std::string short_name(const X509_NAME* name);

}  // namespace synfin::tls
