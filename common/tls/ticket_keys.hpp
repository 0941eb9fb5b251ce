#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::tls {

/// What a session ticket is sealed with (RFC 5077 §4).
struct ticket_key {
  std::array<unsigned char, 16> name;
  std::array<unsigned char, 32> cipher;  ///< AES-256-CBC
  std::array<unsigned char, 32> mac;     ///< HMAC-SHA256
};

/// The keys of session tickets. Those made here are replaced each period by a one-way step: all copies of one object
/// have the same keys at the same time without a word between them, and none can go back to a key that is past. Those
/// from a file stay until the file is read again. A copy is one thread's.
class ticket_keys {
 public:
  using seed = std::array<unsigned char, 32>;
  using seconds = std::chrono::sys_seconds;

  /// A key seals for one period, and opens for one more.
  static constexpr std::chrono::seconds period = std::chrono::hours{12};

  /// Keys that follow from `start`, which should be random; the first period begins at `now`.
  ticket_keys(const seed& start, seconds now);

  /// Keys out of a file: 80 random bytes a key (as nginx has them: 16 of name, 32 of HMAC key, 32 of cipher key). The
  /// first seals, all of them open. The error says what is wrong with the file's length.
  static std::expected<ticket_keys, std::string> from_bytes(std::string_view bytes);

  /// The key to seal with.
  const ticket_key& sealing(seconds now);

  /// The key of that name; null if there is none (any more).
  const ticket_key* opening(std::span<const unsigned char> name, seconds now);

 private:
  ticket_keys() = default;
  void advance(seconds now);
  void step();

  std::vector<ticket_key> keys_;  // the one to seal with first
  seed next_{};                   // what the next key follows from
  seconds changes_;               // when it does; the end of time for keys from a file
};

}  // namespace synfin::tls
