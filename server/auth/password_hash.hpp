#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace synfin::server::auth {

/// Longer passwords match nothing: crypt(3) takes no more.
inline constexpr std::size_t longest_password = 511;

/// Is this a hash that we take: bcrypt, SHA-256 or SHA-512 crypt, or yescrypt, whole, at a cost that a server can bear?
/// The error says what it is instead, and what to do.
std::expected<void, std::string> sound_hash(std::string_view hash);

/// Which method and cost a sound hash has, as it begins: `$2y$10$`, `$y$j9T$`, `$6$`.
std::string_view method_of(std::string_view hash);

/// Does `hash` come from `password` (crypt(3))? Meant to be slow: from some milliseconds to a second. How long it takes
/// does not tell where they differ. Any thread.
bool matches(const std::string& password, const std::string& hash);

}  // namespace synfin::server::auth
