#include "common/tls/server_context.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rand.h>

namespace synfin::tls {
namespace {

constexpr const char* ciphers_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

constexpr const char* ciphers_1_3 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

constexpr std::string_view protocols = "\x02h2\x08http/1.1";  // in our order of preference (RFC 7301 §3.1)

void need(bool worked, const char* doing) {
  if (worked) return;
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  throw std::runtime_error(std::string("TLS: ") + doing + ": " + (reason != nullptr ? reason : "refused by OpenSSL"));
}

ticket_keys::seconds now() noexcept { return ticket_keys::seconds(std::chrono::seconds(std::time(nullptr))); }

/// The post-quantum group comes first where OpenSSL has it (3.5 on).
void set_groups(SSL_CTX& context) {
  if (SSL_CTX_set1_groups_list(&context, "X25519MLKEM768:X25519:P-256:P-384") == 1) return;
  ERR_clear_error();
  need(SSL_CTX_set1_groups_list(&context, "X25519:P-256:P-384") == 1, "groups");
}

/// Seals or opens a ticket with `key`.
bool set_ticket_key(const ticket_key& key, const unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                    bool sealing) {
  std::array<char, 7> digest{"SHA256"};
  auto mac_key = key.mac;
  const std::array<OSSL_PARAM, 3> parameters{
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, mac_key.data(), mac_key.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0), OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(mac, parameters.data()) == 1 &&
         EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv, sealing ? 1 : 0) == 1;
}

}  // namespace

/// What OpenSSL calls; none of them lets an exception out.
struct server_context::callbacks {
  static server_context& of(SSL* connection) noexcept {
    return *static_cast<server_context*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
  }

  /// The first look at a connection: certificates by name, and sessions that belong to that name.
  static int hello(SSL* connection, int* alert, void* context) noexcept {
    const auto& self = *static_cast<server_context*>(context);
    const unsigned char* bytes = nullptr;
    std::size_t length = 0;
    std::string name;
    try {
      if (SSL_client_hello_get0_ext(connection, TLSEXT_TYPE_server_name, &bytes, &length) == 1) {
        name = read_server_name({bytes, length}).value_or(std::string{});
      }
      self.bind_sessions(*connection, name);
      const auto chosen = self.names_.find(name);
      if (!chosen.empty()) self.use(*connection, chosen);
    } catch (const std::exception&) {
      *alert = SSL_AD_INTERNAL_ERROR;
      return SSL_CLIENT_HELLO_ERROR;
    }
    return SSL_CLIENT_HELLO_SUCCESS;
  }

  static int choose_protocol(SSL* /*connection*/, const unsigned char** chosen, unsigned char* length,
                             const unsigned char* offered, unsigned offered_length, void* /*context*/) noexcept {
    const auto* const ours = reinterpret_cast<const unsigned char*>(protocols.data());
    unsigned char* found = nullptr;
    const int outcome =
        SSL_select_next_proto(&found, length, ours, static_cast<unsigned>(protocols.size()), offered, offered_length);
    *chosen = found;
    // RFC 7301 §3.2: no protocol in common is the end of it.
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  static int staple(SSL* connection, void* context) noexcept {
    const auto& self = *static_cast<server_context*>(context);
    const X509* served = SSL_get_certificate(connection);
    for (const certificate& each : self.options_.certificates) {
      if (each.leaf.get() != served || !each.ocsp_until || now() >= *each.ocsp_until) continue;
      void* copy = OPENSSL_memdup(each.ocsp.data(), each.ocsp.size());  // OpenSSL frees it
      if (copy == nullptr) break;
      SSL_set_tlsext_status_ocsp_resp(connection, copy, static_cast<long>(each.ocsp.size()));
      return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_NOACK;
  }

  /// RFC 5077 §4: 1 = done, 2 = done, and the ticket should be renewed, 0 = no such key, -1 = failed.
  static int ticket(SSL* connection, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                    int sealing) noexcept {
    try {
      ticket_keys& keys = of(connection).options_.tickets;
      const ticket_key& current = keys.sealing(now());
      if (sealing == 1) {
        std::ranges::copy(current.name, name);
        if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1) return -1;
        return set_ticket_key(current, iv, cipher, mac, true) ? 1 : -1;
      }
      const ticket_key* key = keys.opening({name, current.name.size()}, now());
      if (key == nullptr) return 0;
      if (!set_ticket_key(*key, iv, cipher, mac, false)) return -1;
      // Tickets of TLS 1.3 are used once (RFC 8446 §C.4): whoever resumes needs the next one.
      return SSL_version(connection) >= TLS1_3_VERSION || key != &current ? 2 : 1;
    } catch (const std::exception&) {
      return -1;
    }
  }
};

server_context::server_context(server_options options)
    : options_(std::move(options)), context_(SSL_CTX_new(TLS_server_method())) {
  ERR_clear_error();
  need(context_ != nullptr, "context");
  if (options_.certificates.empty()) throw std::runtime_error("TLS: no certificate");
  SSL_CTX_set_app_data(context_.get(), this);
  set_protocol();
  take_certificates();
  try_certificates();
  set_clients();
}

void server_context::set_protocol() {
  SSL_CTX& context = *context_;
  const int least = options_.level == profile::modern ? TLS1_3_VERSION : TLS1_2_VERSION;
  need(SSL_CTX_set_min_proto_version(&context, least) == 1, "protocol versions");
  need(SSL_CTX_set_cipher_list(&context, ciphers_1_2) == 1, "ciphers");
  set_groups(context);
  need(SSL_CTX_set_ciphersuites(&context, ciphers_1_3) == 1, "ciphers of TLS 1.3");
  // All of them are good; ours come in the order of their cost, but for peers without AES in hardware, who say so by
  // what they put first.
  SSL_CTX_set_options(&context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                    SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(&context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(&context, 1);  // a record in one recv(2) rather than two
  // Sessions live in tickets alone, so that workers and machines need not share a memory of them.
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_timeout(&context, ticket_keys::period.count());
  SSL_CTX_set_tlsext_ticket_key_evp_cb(&context, callbacks::ticket);
  SSL_CTX_set_client_hello_cb(&context, callbacks::hello, this);
  SSL_CTX_set_alpn_select_cb(&context, callbacks::choose_protocol, nullptr);
  // SSL_CTX_set_tlsext_status_cb, whose macro casts in the old style.
  SSL_CTX_callback_ctrl(&context, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(callbacks::staple));
  SSL_CTX_set_tlsext_status_arg(&context, this);
}

/// Names of certificates with other kinds of key stand beside those of the first: ECDSA and RSA side by side.
void server_context::take_certificates() {
  for (std::size_t at = 0; at < options_.certificates.size(); ++at) {
    const certificate& each = options_.certificates[at];
    for (const std::string& name : each.names) names_.add(name, EVP_PKEY_get_base_id(each.key.get()), at);
  }
  const auto& first = options_.certificates.front().names;
  const auto alike = first.empty() ? std::span<const std::size_t>{} : names_.find(first.front());
  fallback_.assign(alike.begin(), alike.end());
  if (fallback_.empty() || fallback_.front() != 0) fallback_.assign(1, 0);
  for (const std::size_t at : fallback_) {
    const certificate& each = options_.certificates[at];
    need(SSL_CTX_use_certificate(context_.get(), each.leaf.get()) == 1, each.source.c_str());
    need(SSL_CTX_use_PrivateKey(context_.get(), each.key.get()) == 1, each.source.c_str());
    SSL_CTX_clear_chain_certs(context_.get());
    for (const auto& issuer : each.chain) need(SSL_CTX_add1_chain_cert(context_.get(), issuer.get()) == 1, "chain");
  }
}

/// Lets OpenSSL look at each certificate now: what it refuses (a key that is too short) must not wait for a peer.
void server_context::try_certificates() const {
  for (std::size_t at = 0; at < options_.certificates.size(); ++at) {
    const connection_handle probe(SSL_new(context_.get()));
    need(probe != nullptr, "connection");
    const std::array<std::size_t, 1> one{at};
    use(*probe, one);
  }
}

void server_context::set_clients() {
  if (options_.clients == client_auth::none) return;
  std::string mark = options_.clients == client_auth::required ? "required" : "optional";
  X509_STORE* store = SSL_CTX_get_cert_store(context_.get());
  for (const auto& ca : options_.client_cas) {
    need(X509_STORE_add_cert(store, ca.get()) == 1 && SSL_CTX_add_client_CA(context_.get(), ca.get()) == 1,
         "client CA");
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    need(X509_digest(ca.get(), EVP_sha256(), digest.data(), &length) == 1, "client CA");
    mark.append(reinterpret_cast<const char*>(digest.data()), length);
  }
  clients_mark_ = std::move(mark);
  const int must = options_.clients == client_auth::required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | must, nullptr);
}

/// The connection's own certificates, in place of the fallback's that it was made with.
void server_context::use(SSL& connection, std::span<const std::size_t> chosen) const {
  if (std::ranges::equal(chosen, fallback_)) return;
  SSL_certs_clear(&connection);
  for (const std::size_t at : chosen) {
    const certificate& each = options_.certificates[at];
    need(SSL_use_certificate(&connection, each.leaf.get()) == 1, each.source.c_str());
    need(SSL_use_PrivateKey(&connection, each.key.get()) == 1, each.source.c_str());
    for (const auto& issuer : each.chain) need(SSL_add1_chain_cert(&connection, issuer.get()) == 1, "chain");
  }
}

/// A session is resumed only under the name that it was made under, and under the same demands on client certificates:
/// OpenSSL compares this mark with the one in the ticket.
void server_context::bind_sessions(SSL& connection, const std::string& name) const {
  const std::string mark = name + '\0' + clients_mark_;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  need(EVP_Digest(mark.data(), mark.size(), digest.data(), &length, EVP_sha256(), nullptr) == 1, "digest");
  need(SSL_set_session_id_context(&connection, digest.data(), std::min(length, unsigned{SSL_MAX_SID_CTX_LENGTH})) == 1,
       "session context");
}

std::string verified_subject(SSL& connection) {
  const X509* shown = SSL_get0_peer_certificate(&connection);
  if (shown == nullptr || SSL_get_verify_result(&connection) != X509_V_OK) return {};
  return text_of(*X509_get_subject_name(shown));
}

}  // namespace synfin::tls
