#pragma once

#include "common/tls/client_context.hpp"
#include "config/load/settings.hpp"

namespace synfin::client {

/// What the command line says of TLS, in the words of the room that speaks it.
inline tls::client_options tls_options(const config::tls_settings& given) {
  return {.ca_file = given.ca_file,
          .certificate_file = given.certificate_file,
          .key_file = given.key_file,
          .name = given.name,
          .insecure = given.insecure,
          .resume = given.resume,
          .only_1_2 = given.newest == config::tls_version::v1_2,
          .only_1_3 = given.oldest == config::tls_version::v1_3};
}

}  // namespace synfin::client
