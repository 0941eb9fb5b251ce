#include "common/tls/refusal.hpp"

#include <array>
#include <cstddef>
#include <ctime>
#include <memory>
#include <new>
#include <string_view>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/x509v3.h>

#include "common/tls/handles.hpp"

namespace synfin::tls {
namespace {

using names_handle = std::unique_ptr<GENERAL_NAMES, freed_by<GENERAL_NAMES_free>>;

/// What was refused; kept with the connection.
struct refused_certificate {
  int error = X509_V_OK;
  int depth = 0;  // 0: the server's own
  certificate_handle certificate;
};

void free_refused(void* /*parent*/, void* kept, CRYPTO_EX_DATA* /*all*/, int /*index*/, long /*number*/,
                  void* /*pointer*/) noexcept {
  delete static_cast<refused_certificate*>(kept);
}

int index() noexcept {
  static const int made = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, free_refused);
  return made;
}

/// `2026-01-31 12:00:00 UTC`; what is shown comes from the server, and OpenSSL has checked that it is a time.
std::string date_text(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unknown time";
  constexpr int first_year = 1900;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", parts.tm_year + first_year, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

/// Bytes of the server's, safe to show on a terminal.
std::string printable(std::string_view text) {
  constexpr std::size_t most = 100;
  std::string out{text.substr(0, most)};
  for (char& c : out) {
    if (c < ' ' || c > '~') c = '?';
  }
  return out;
}

std::string_view view(const ASN1_STRING* text) noexcept {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_text(const ASN1_OCTET_STRING* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6;
  const bool known = family == AF_INET || ASN1_STRING_length(bytes) == 16;
  if (!known || inet_ntop(family, ASN1_STRING_get0_data(bytes), text.data(), text.size()) == nullptr) return "?";
  return text.data();
}

/// The names that a certificate is for (RFC 9525 §6.4): its alternative names, in their order.
std::string names_of(X509& certificate) {
  constexpr int most = 5;
  const names_handle names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  std::string text;
  for (int i = 0; i < count && i < most; ++i) {
    const GENERAL_NAME* each = sk_GENERAL_NAME_value(names.get(), i);
    if (each->type != GEN_DNS && each->type != GEN_IPADD) continue;
    if (!text.empty()) text += ", ";
    text += each->type == GEN_DNS ? printable(view(each->d.dNSName)) : address_text(each->d.iPAddress);
  }
  if (text.empty()) return short_name(X509_get_subject_name(&certificate));
  return count > most ? text + ", …" : text;
}

std::string reason(const refused_certificate& refused, const std::string& host) {
  X509& certificate = *refused.certificate;
  switch (refused.error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fmt::format("expired on {}: it must be renewed, or --insecure",
                         date_text(X509_get0_notAfter(&certificate)));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fmt::format("not valid before {}: look at this machine's clock, or --insecure",
                         date_text(X509_get0_notBefore(&certificate)));
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format("is for {}, not for {}: ask for a name that it has, or give one by --sni NAME, or --insecure",
                         names_of(certificate), host);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return "self-signed: give it with --cacert FILE, or --insecure";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return fmt::format("issuer unknown ({}): give its CA with --cacert FILE, or --insecure",
                         short_name(X509_get_issuer_name(&certificate)));
    default: return fmt::format("{}; --insecure takes it nevertheless", X509_verify_cert_error_string(refused.error));
  }
}

}  // namespace

int note_refusal(int accepted, X509_STORE_CTX* verifying) noexcept {
  if (accepted == 1) return 1;
  auto* const connection =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(verifying, SSL_get_ex_data_X509_STORE_CTX_idx()));
  X509* const certificate = X509_STORE_CTX_get_current_cert(verifying);
  auto* const refused = new (std::nothrow) refused_certificate;
  if (connection == nullptr || certificate == nullptr || refused == nullptr) {
    delete refused;
    return 0;
  }
  refused->error = X509_STORE_CTX_get_error(verifying);
  refused->depth = X509_STORE_CTX_get_error_depth(verifying);
  X509_up_ref(certificate);
  refused->certificate.reset(certificate);
  delete static_cast<refused_certificate*>(SSL_get_ex_data(connection, index()));
  if (SSL_set_ex_data(connection, index(), refused) != 1) delete refused;
  return 0;
}

std::string refusal_text(const SSL& connection, const std::string& host) {
  const auto* const refused = static_cast<const refused_certificate*>(SSL_get_ex_data(&connection, index()));
  if (refused == nullptr) return {};
  const std::string_view whose = refused->depth == 0 ? "certificate of {}" : "a CA's certificate behind that of {}";
  return fmt::format("{}: {}", fmt::format(fmt::runtime(whose), host), reason(*refused, host));
}

std::string short_name(const X509_NAME* name) {
  std::array<char, 256> text{};
  // OpenSSL's declaration lacks a const that it keeps.
  const int length = X509_NAME_get_text_by_NID(const_cast<X509_NAME*>(name), NID_commonName, text.data(), text.size());
  if (length > 0) return "CN=" + printable(std::string_view(text.data(), static_cast<std::size_t>(length)));
  const bio_handle out(BIO_new(BIO_s_mem()));
  if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_ONELINE) < 0) return "no name";
  char* bytes = nullptr;
  const long count = BIO_get_mem_data(out.get(), &bytes);
  return count <= 0 ? "no name" : printable(std::string_view(bytes, static_cast<std::size_t>(count)));
}

}  // namespace synfin::tls
