#pragma once

#include <memory>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace synfin::tls {

/// Owners of OpenSSL's objects, each with the function that frees it.
template <auto Free>
struct freed_by {
  template <typename Object>
  void operator()(Object* object) const noexcept {
    Free(object);
  }
};

using context_handle = std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>>;
using connection_handle = std::unique_ptr<SSL, freed_by<SSL_free>>;
using certificate_handle = std::unique_ptr<X509, freed_by<X509_free>>;
using key_handle = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using bio_handle = std::unique_ptr<BIO, freed_by<BIO_free_all>>;

}  // namespace synfin::tls
