#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <xxhash.h>

#include "server/site/coding.hpp"

namespace synfin::server::site {

/// XXH3-128 of content that comes in pieces. It tells contents apart that differ by chance; it is no proof against
/// somebody who makes two contents for the purpose.
class content_hasher {
 public:
  /// Throws std::bad_alloc.
  content_hasher();

  /// Takes the next bytes.
  void update(std::string_view bytes) noexcept;

  /// The hash of all bytes so far: 22 characters of base64url (RFC 4648 §5), without padding.
  std::string tag() const;

 private:
  struct freed {
    void operator()(XXH3_state_t* state) const noexcept;
  };
  std::unique_ptr<XXH3_state_t, freed> state_;
};

/// The same of content that is there as a whole.
std::string hash_text(std::string_view content);

/// The strong entity tag (RFC 9110 §8.8.3) of that content in that coding: `"HASH"`, `"HASH.gz"`, `"HASH.br"`,
/// `"HASH.zst"`.
std::string etag_of(std::string_view hash_text, coding which);

}  // namespace synfin::server::site
