#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/tls/handles.hpp"

namespace synfin::tls {

/// A certificate with its chain and its key, ready to be served.
struct certificate {
  std::string source;  ///< the file it came from, for messages
  certificate_handle leaf;
  std::vector<certificate_handle> chain;  ///< the issuers, without the leaf
  key_handle key;
  std::vector<std::string> names;  ///< DNS names in lower case (subjectAltName), `*.example.org` included
  std::chrono::sys_seconds not_before;
  std::chrono::sys_seconds not_after;
  std::string ocsp;                                    ///< a DER response to staple (RFC 6960); empty = none
  std::optional<std::chrono::sys_seconds> ocsp_until;  ///< until when it may be; nullopt = never
};

/// Reads PEM texts: the leaf first, then its chain, and the leaf's private key. `cert_file` and `key_file` are for the
/// error, which says which of the two is wrong, how, and what to do.
std::expected<certificate, std::string> read_certificate(std::string_view cert_pem, std::string_view key_pem,
                                                         const std::string& cert_file, const std::string& key_file);

/// A throw-away certificate for `names` (DNS names or numeric addresses), signed by itself, for 30 days from `now`.
/// Throws std::runtime_error where OpenSSL cannot make one.
certificate make_self_signed(const std::vector<std::string>& names, std::chrono::sys_seconds now);

/// Until when the DER text of an OCSP response may be shown (its nextUpdate, or for ever); nullopt if it is no
/// successful one.
std::optional<std::chrono::sys_seconds> ocsp_end(const std::string& der);

/// Another owner of the same objects, which OpenSSL counts; their contents are shared by threads without harm.
certificate shared(const certificate& other);

/// The same for one object.
certificate_handle shared(const certificate_handle& other) noexcept;

/// Certificates in a PEM text. Empty if there is none.
std::vector<certificate_handle> read_certificates(std::string_view pem);

/// A name such as `CN=example.org,O=Example` (RFC 2253).
std::string text_of(const X509_NAME& name);

}  // namespace synfin::tls
