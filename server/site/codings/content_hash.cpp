#include "server/site/codings/content_hash.hpp"

#include <cstddef>
#include <new>

namespace synfin::server::site {
namespace {

/// In the byte order that xxHash calls canonical, so that every machine of a fleet says the same.
std::string base64url(XXH128_hash_t hash) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::size_t length = 22;  // 128 bits in digits of six
  XXH128_canonical_t canonical{};
  XXH128_canonicalFromHash(&canonical, hash);
  std::string text;
  unsigned waiting = 0;
  unsigned bits = 0;
  for (const unsigned char byte : canonical.digest) {
    waiting = (waiting << 8U) | byte;
    for (bits += 8; bits >= 6; bits -= 6) text += digits[(waiting >> (bits - 6)) & 63U];
  }
  if (text.size() < length) text += digits[(waiting << (6 - bits)) & 63U];
  return text;
}

}  // namespace

void content_hasher::freed::operator()(XXH3_state_t* state) const noexcept { XXH3_freeState(state); }

content_hasher::content_hasher() : state_(XXH3_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH3_128bits_reset(state_.get());
}

void content_hasher::update(std::string_view bytes) noexcept {
  XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
}

std::string content_hasher::tag() const { return base64url(XXH3_128bits_digest(state_.get())); }

std::string hash_text(std::string_view content) { return base64url(XXH3_128bits(content.data(), content.size())); }

std::string etag_of(std::string_view hash_text, coding which) {
  std::string tag = "\"";
  return tag.append(hash_text).append(extension_of(which)).append("\"");
}

}  // namespace synfin::server::site
