#include "client/load/checking/digest.hpp"

#include <cstddef>
#include <new>

#include <fmt/format.h>

namespace synfin::load::checking {
namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

digest::digest() : state_(EVP_MD_CTX_new()) {
  if (!state_ || EVP_DigestInit_ex(state_.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
}

void digest::restart() noexcept { EVP_DigestInit_ex(state_.get(), nullptr, nullptr); }

void digest::add(std::string_view bytes) noexcept { EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size()); }

sha256_value digest::value() noexcept {
  sha256_value made{};
  EVP_DigestFinal_ex(state_.get(), made.data(), nullptr);
  return made;
}

std::optional<sha256_value> parse_sha256(std::string_view hex) noexcept {
  sha256_value made{};
  if (hex.size() != made.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < made.size(); ++i) {
    const int high = hex_digit(hex[2 * i]);
    const int low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    made[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return made;
}

std::string text_of(const sha256_value& value) {
  std::string text;
  for (const unsigned char byte : value) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace synfin::load::checking
