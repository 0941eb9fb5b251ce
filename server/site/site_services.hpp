#pragma once

#include <string>

#include "server/site/background.hpp"
#include "server/site/codings/hash_shelf.hpp"
#include "server/site/codings/variant_shelf.hpp"
#include "server/site/credentials_check.hpp"

namespace synfin::server::site {

/// What all workers' libraries share, and what outlives them. What is null is not done: nothing large is
/// inflated, nothing compressed, no large file hashed, and no password right.
struct site_services {
  background* unpacking = nullptr;
  variant_shelf* variants = nullptr;
  hash_shelf* hashes = nullptr;
  credentials_check* credentials = nullptr;
  std::string salt;  ///< other texts in each process: tags of contents without a hash must not outlive it
};

}  // namespace synfin::server::site
