#include "common/tls/certificate.hpp"

#include <array>
#include <ctime>
#include <stdexcept>
#include <utility>

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace synfin::tls {
namespace {

using std::chrono::sys_seconds;

bio_handle reader_of(std::string_view text) {
  bio_handle bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!bio) throw std::bad_alloc();
  return bio;
}

/// A server has nobody who could type a password.
int no_password(char* /*into*/, int /*room*/, int /*writing*/, void* /*user*/) noexcept { return -1; }

sys_seconds time_of(const ASN1_TIME* when) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(when, &parts) != 1) return {};
  return sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::vector<std::string> dns_names(const X509& leaf) {
  struct freed {
    void operator()(GENERAL_NAMES* names) const noexcept { GENERAL_NAMES_free(names); }
  };
  const std::unique_ptr<GENERAL_NAMES, freed> all(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&leaf, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> names;
  for (int at = 0; all && at < sk_GENERAL_NAME_num(all.get()); ++at) {
    const GENERAL_NAME* each = sk_GENERAL_NAME_value(all.get(), at);
    if (each->type != GEN_DNS) continue;
    const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(each->d.dNSName));
    names.push_back(lower({bytes, static_cast<std::size_t>(ASN1_STRING_length(each->d.dNSName))}));
  }
  return names;
}

void describe(certificate& made) {
  made.names = dns_names(*made.leaf);
  made.not_before = time_of(X509_get0_notBefore(made.leaf.get()));
  made.not_after = time_of(X509_get0_notAfter(made.leaf.get()));
}

/// OpenSSL fails for want of memory alone where this is used.
void need(bool worked, const char* doing) {
  if (!worked) throw std::runtime_error(std::string("cannot make a certificate: ") + doing);
}

void add_names(X509& leaf, const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& each : names) {
    const bool address =
        std::unique_ptr<ASN1_OCTET_STRING, freed_by<ASN1_OCTET_STRING_free>>(a2i_IPADDRESS(each.c_str())) != nullptr;
    if (!list.empty()) list += ',';
    list += (address ? "IP:" : "DNS:") + each;
  }
  const std::array<std::pair<int, const char*>, 3> extensions{{{NID_subject_alt_name, list.c_str()},
                                                               {NID_basic_constraints, "critical,CA:FALSE"},
                                                               {NID_ext_key_usage, "serverAuth"}}};
  for (const auto& [kind, value] : extensions) {
    const std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>> made(
        X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
    need(made && X509_add_ext(&leaf, made.get(), -1) == 1, value);
  }
}

}  // namespace

std::expected<certificate, std::string> read_certificate(std::string_view cert_pem, std::string_view key_pem,
                                                         const std::string& cert_file, const std::string& key_file) {
  ERR_clear_error();
  certificate made;
  made.source = cert_file;
  made.chain = read_certificates(cert_pem);
  if (made.chain.empty())
    return std::unexpected(cert_file + ": holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
  made.leaf = std::move(made.chain.front());
  made.chain.erase(made.chain.begin());
  const bio_handle keys = reader_of(key_pem);
  made.key.reset(PEM_read_bio_PrivateKey(keys.get(), nullptr, no_password, nullptr));
  if (!made.key) {
    const bool locked = key_pem.contains("ENCRYPTED");
    return std::unexpected(key_file + (locked
                                           ? ": the private key has a password, and a server cannot be asked for it: "
                                             "openssl pkey -in FILE -out FILE.open"
                                           : ": holds no private key in PEM (-----BEGIN PRIVATE KEY-----)"));
  }
  if (X509_check_private_key(made.leaf.get(), made.key.get()) != 1) {
    return std::unexpected(key_file + ": is not the key of the certificate in " + cert_file +
                           ": the leaf must come first in the file, and --cert and --key in the same order");
  }
  describe(made);
  return made;
}

certificate make_self_signed(const std::vector<std::string>& names, sys_seconds now) {
  using namespace std::chrono_literals;
  certificate made;
  made.source = "--self-signed";
  made.key.reset(EVP_EC_gen("P-256"));
  made.leaf.reset(X509_new());
  need(made.key && made.leaf, "key");
  X509& leaf = *made.leaf;
  need(X509_set_version(&leaf, X509_VERSION_3) == 1, "version");
  // A serial that no other one has: browsers refuse two certificates of one issuer with the same.
  const auto serial = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  need(ASN1_INTEGER_set_uint64(X509_get_serialNumber(&leaf), serial) == 1, "serial");
  const std::time_t begin = (now - 1h).time_since_epoch().count();
  const std::time_t end = (now + 720h).time_since_epoch().count();
  need(ASN1_TIME_set(X509_getm_notBefore(&leaf), begin) && ASN1_TIME_set(X509_getm_notAfter(&leaf), end), "dates");
  X509_NAME* subject = X509_get_subject_name(&leaf);
  const auto* text = reinterpret_cast<const unsigned char*>("synfin self-signed");
  need(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1, "subject");
  need(X509_set_issuer_name(&leaf, subject) == 1 && X509_set_pubkey(&leaf, made.key.get()) == 1, "issuer");
  add_names(leaf, names);
  need(X509_sign(&leaf, made.key.get(), EVP_sha256()) != 0, "signature");
  describe(made);
  return made;
}

std::optional<sys_seconds> ocsp_end(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<OCSP_RESPONSE, freed_by<OCSP_RESPONSE_free>> response(
      d2i_OCSP_RESPONSE(nullptr, &bytes, static_cast<long>(der.size())));
  if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return std::nullopt;
  const std::unique_ptr<OCSP_BASICRESP, freed_by<OCSP_BASICRESP_free>> basic(OCSP_response_get1_basic(response.get()));
  if (!basic || OCSP_resp_count(basic.get()) == 0) return std::nullopt;
  ASN1_GENERALIZEDTIME* next = nullptr;
  OCSP_single_get0_status(OCSP_resp_get0(basic.get(), 0), nullptr, nullptr, nullptr, &next);
  return next == nullptr ? sys_seconds::max() : time_of(next);
}

certificate_handle shared(const certificate_handle& other) noexcept {
  X509_up_ref(other.get());
  return certificate_handle(other.get());
}

certificate shared(const certificate& other) {
  certificate made{.source = other.source,
                   .leaf = shared(other.leaf),
                   .chain = {},
                   .key = {},
                   .names = other.names,
                   .not_before = other.not_before,
                   .not_after = other.not_after,
                   .ocsp = other.ocsp,
                   .ocsp_until = other.ocsp_until};
  for (const auto& each : other.chain) made.chain.push_back(shared(each));
  EVP_PKEY_up_ref(other.key.get());
  made.key.reset(other.key.get());
  return made;
}

std::vector<certificate_handle> read_certificates(std::string_view pem) {
  std::vector<certificate_handle> found;
  const bio_handle bio = reader_of(pem);
  while (certificate_handle each{PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)}) {
    found.push_back(std::move(each));
  }
  ERR_clear_error();  // the end of the text is an error to OpenSSL
  return found;
}

std::string text_of(const X509_NAME& name) {
  const bio_handle bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), &name, 0, XN_FLAG_RFC2253) < 0) return {};
  const char* bytes = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(length)};
}

}  // namespace synfin::tls
