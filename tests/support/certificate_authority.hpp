#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "common/tls/handles.hpp"

namespace synfin::test {

using namespace std::chrono_literals;

/// A certificate and its key, made in memory.
struct issued {
  tls::certificate_handle certificate;
  tls::key_handle key;
};

/// What a certificate is to say.
struct wanted {
  std::string common_name = "test";
  std::string names;  ///< `DNS:a.example,IP:127.0.0.1`; empty = none
  std::chrono::seconds begins = -1h;
  std::chrono::seconds ends = 24h;
  bool authority = false;
};

/// Makes a certificate, signed by `issuer`, or by itself.
inline issued issue(const wanted& what, const issued* issuer = nullptr) {
  static long serial = 0;
  issued made{tls::certificate_handle(X509_new()), tls::key_handle(EVP_EC_gen("P-256"))};
  X509* const fresh = made.certificate.get();
  const issued& by = issuer != nullptr ? *issuer : made;
  X509_set_version(fresh, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(fresh), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(fresh), what.begins.count());
  X509_gmtime_adj(X509_getm_notAfter(fresh), what.ends.count());
  X509_set_pubkey(fresh, made.key.get());
  X509_NAME_add_entry_by_NID(X509_get_subject_name(fresh), NID_commonName, MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(what.common_name.data()),
                             static_cast<int>(what.common_name.size()), -1, 0);
  X509_set_issuer_name(fresh, X509_get_subject_name(by.certificate.get()));
  const auto add = [&](int kind, const std::string& value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, by.certificate.get(), fresh, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    if (extension == nullptr) throw std::logic_error("not an extension: " + value);
    X509_add_ext(fresh, extension, -1);
    X509_EXTENSION_free(extension);
  };
  if (what.authority) add(NID_basic_constraints, "critical,CA:TRUE");
  if (!what.names.empty()) add(NID_subject_alt_name, what.names);
  if (X509_sign(fresh, by.key.get(), EVP_sha256()) == 0) throw std::logic_error("a certificate could not be signed");
  return made;
}

inline std::string pem(X509* certificate) {
  const tls::bio_handle out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(out.get(), certificate);
  std::string text(BIO_ctrl_pending(out.get()), '\0');
  BIO_read(out.get(), text.data(), static_cast<int>(text.size()));
  return text;
}

inline std::string pem(EVP_PKEY* key) {
  const tls::bio_handle out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  std::string text(BIO_ctrl_pending(out.get()), '\0');
  BIO_read(out.get(), text.data(), static_cast<int>(text.size()));
  return text;
}

}  // namespace synfin::test
