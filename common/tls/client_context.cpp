#include "common/tls/client_context.hpp"

#include <new>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "common/tls/refusal.hpp"

namespace synfin::tls {
namespace {

void need(bool done) {
  if (!done) throw std::bad_alloc();
}

/// OpenSSL's words for the last thing that went wrong.
std::string last_words() {
  const unsigned long code = ERR_peek_last_error();
  if (ERR_SYSTEM_ERROR(code)) return std::system_category().message(ERR_GET_REASON(code));
  const char* words = ERR_reason_error_string(code);
  return words != nullptr ? words : "no reason given";
}

bool numeric(const std::string& host) noexcept {
  in6_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

/// What a connection needs to know while OpenSSL calls back, and for its messages; freed with it.
struct circumstances {
  std::string host;
  session_shelf* shelf = nullptr;
};

void free_circumstances(void* /*parent*/, void* kept, CRYPTO_EX_DATA* /*all*/, int /*index*/, long /*number*/,
                        void* /*pointer*/) noexcept {
  delete static_cast<circumstances*>(kept);
}

int index() noexcept {
  static const int made = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, free_circumstances);
  return made;
}

const circumstances* of(const SSL& connection) noexcept {
  return static_cast<const circumstances*>(SSL_get_ex_data(&connection, index()));
}

/// Keeps what the server gave for later. A copy: OpenSSL calls the connection's own session bad when that is freed
/// without close_notify, as TLS 1.0 had it; it has not been so since (RFC 4346 §7.2.1).
int keep_session(SSL* connection, SSL_SESSION* session) noexcept {
  constexpr int not_taken = 0;
  const circumstances* at = of(*connection);
  if (at == nullptr || at->shelf == nullptr) return not_taken;
  try {
    if (session_handle copy{SSL_SESSION_dup(session)}) at->shelf->put(std::move(copy));
  } catch (const std::bad_alloc&) {
    return not_taken;  // it is lost, and with it no more than a short cut
  }
  return not_taken;
}

/// ALPN's list: each name behind its length (RFC 7301 §3.1).
std::string wire_list(const std::vector<std::string>& protocols) {
  std::string list;
  for (const auto& each : protocols) list.append(1, static_cast<char>(each.size())).append(each);
  return list;
}

void expect_name(SSL& connection, const std::string& name) {
  X509_VERIFY_PARAM* const wanted = SSL_get0_param(&connection);
  if (numeric(name)) {
    need(X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str()) == 1);
    return;
  }
  X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  need(X509_VERIFY_PARAM_set1_host(wanted, name.data(), name.size()) == 1);
  // An address is no server name (RFC 6066 §3).
  need(SSL_ctrl(&connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                const_cast<char*>(name.c_str())) == 1);  // copied
}

std::string own_certificate_problem(SSL_CTX& context, const client_options& options) {
  if (options.certificate_file.empty()) return {};
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(&context, options.certificate_file.c_str()) != 1)
    return fmt::format("--cert {}: cannot be used as a certificate: {}", options.certificate_file, last_words());
  if (SSL_CTX_use_PrivateKey_file(&context, options.key_file.c_str(), SSL_FILETYPE_PEM) != 1)
    return fmt::format("--key {}: cannot be used as the key of {}: {}", options.key_file, options.certificate_file,
                       last_words());
  return {};
}

/// Has OpenSSL read the extensions of the certificates that are trusted, which it puts off until the first handshake:
/// then several threads would want it at once.
void read_extensions(X509_STORE& trusted) noexcept {
  STACK_OF(X509_OBJECT)* const all = X509_STORE_get0_objects(&trusted);
  for (int i = 0; i < sk_X509_OBJECT_num(all); ++i) {
    constexpr int no_purpose = -1;
    X509* const each = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(all, i));
    if (each != nullptr) X509_check_purpose(each, no_purpose, 0);
  }
}

std::string authorities_problem(SSL_CTX& context, const client_options& options) {
  ERR_clear_error();
  if (options.ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(&context);  // where there is none, the handshake will say so
  } else if (SSL_CTX_load_verify_file(&context, options.ca_file.c_str()) != 1) {
    return fmt::format("--cacert {}: cannot be used as certificates to trust: {}", options.ca_file, last_words());
  }
  read_extensions(*SSL_CTX_get_cert_store(&context));
  ERR_clear_error();
  return {};
}

/// The sentence for OpenSSL's reason code; empty where OpenSSL's own words have to do.
std::string_view sentence(int reason) noexcept {
  switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG: return "the answer is not TLS: is this a port for plain http://?";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return "no TLS version in common: this client speaks TLS 1.2 and 1.3";
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
    case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
      return "the server refuses the handshake: no cipher in common, or it wants a certificate of ours (--cert FILE "
             "--key FILE)";
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      return "the server wants a certificate of ours: give one with --cert FILE --key FILE";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
      return "the server does not accept our certificate: see --cert FILE --key FILE";
    case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: return "no protocol in common (ALPN): try another --http";
    case SSL_R_TLSV1_UNRECOGNIZED_NAME: return "the server does not know that name: give another by --sni NAME";
    default: return {};
  }
}

}  // namespace

client_context::client_context(client_options options)
    : options_(std::move(options)), context_(SSL_CTX_new(TLS_client_method())) {
  need(context_ != nullptr);
}

std::expected<client_context, std::string> client_context::make(client_options options) {
  client_context made(std::move(options));
  SSL_CTX& context = *made.context_;
  need(SSL_CTX_set_min_proto_version(&context, made.options_.only_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION) == 1);
  if (made.options_.only_1_2) need(SSL_CTX_set_max_proto_version(&context, TLS1_2_VERSION) == 1);
  // A write that the kernel did not take may be asked again from elsewhere; several records a read.
  SSL_CTX_set_mode(&context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(&context, 1);
  SSL_CTX_set_session_cache_mode(
      &context, made.options_.resume ? SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL : SSL_SESS_CACHE_OFF);
  SSL_CTX_sess_set_new_cb(&context, keep_session);
  if (!made.options_.insecure) {
    SSL_CTX_set_verify(&context, SSL_VERIFY_PEER, note_refusal);
    if (auto problem = authorities_problem(context, made.options_); !problem.empty()) return std::unexpected(problem);
  }
  if (auto problem = own_certificate_problem(context, made.options_); !problem.empty()) return std::unexpected(problem);
  return made;
}

channel client_context::connect(int socket, const std::string& host, const std::vector<std::string>& protocols,
                                session_shelf& shelf) const {
  channel made(*context_, socket, channel::role::client);
  SSL& connection = made.raw();
  const std::string& name = options_.name.empty() ? host : options_.name;
  auto known = std::make_unique<circumstances>(name, options_.resume ? &shelf : nullptr);
  need(SSL_set_ex_data(&connection, index(), known.get()) == 1);
  [[maybe_unused]] const circumstances* const kept = known.release();  // the connection's now
  expect_name(connection, name);
  if (const std::string list = wire_list(protocols); !list.empty()) {
    // This one returns 0 when it succeeds.
    need(SSL_set_alpn_protos(&connection, reinterpret_cast<const unsigned char*>(list.data()),
                             static_cast<unsigned>(list.size())) == 0);
  }
  if (!options_.resume) return made;
  if (const session_handle earlier = shelf.take()) SSL_set_session(&connection, earlier.get());
  return made;
}

std::string explain(const channel& failed) {
  const SSL& connection = failed.raw();
  const circumstances* at = of(connection);
  if (auto refused = refusal_text(connection, at != nullptr ? at->host : "the server"); !refused.empty())
    return refused;
  if (const auto words = sentence(ERR_GET_REASON(ERR_peek_error())); !words.empty()) return std::string{words};
  return "TLS failed: " + failed.why();
}

agreed what_was_agreed(const channel& on) {
  const SSL& connection = on.raw();
  agreed found{.protocol = std::string(agreed_protocol(on)),
               .version = SSL_get_version(&connection),
               .cipher = SSL_get_cipher_name(&connection),
               .subject = {},
               .issuer = {}};
  if (const X509* certificate = SSL_get0_peer_certificate(&connection)) {
    found.subject = short_name(X509_get_subject_name(certificate));
    found.issuer = short_name(X509_get_issuer_name(certificate));
  }
  return found;
}

std::string_view agreed_protocol(const channel& on) noexcept {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(&on.raw(), &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

bool resumed(const channel& on) noexcept { return SSL_session_reused(&on.raw()) == 1; }

}  // namespace synfin::tls
