#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace synfin::load::checking {

using sha256_value = std::array<unsigned char, 32>;

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
class digest {
 public:
  /// Throws std::bad_alloc.
  digest();

  /// Forgets what came.
  void restart() noexcept;
  void add(std::string_view bytes) noexcept;

  /// Of all that came since restart(), which must follow.
  sha256_value value() noexcept;

 private:
  struct freed {
    void operator()(EVP_MD_CTX* state) const noexcept { EVP_MD_CTX_free(state); }
  };
  std::unique_ptr<EVP_MD_CTX, freed> state_;
};

/// Reads 64 hex digits, of either case; nullopt if they are none.
std::optional<sha256_value> parse_sha256(std::string_view hex) noexcept;

/// 64 hex digits.
std::string text_of(const sha256_value& value);

}  // namespace synfin::load::checking
