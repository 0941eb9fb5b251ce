#include "server/auth/password_hash.hpp"

#include <crypt.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>

#include <openssl/crypto.h>

namespace synfin::server::auth {
namespace {

using verdict = std::expected<void, std::string>;

constexpr std::string_view salt_digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

verdict wrong(std::string_view what) {
  std::string text(what);
  return std::unexpected(text.append("; make a hash with `mkpasswd -m yescrypt` or `htpasswd -nB NAME`"));
}

verdict broken() { return wrong("the hash is not whole, or damaged"); }
verdict too_dear() { return wrong("the hash asks for so much work that each login would take seconds"); }

bool all_digits(std::string_view text, std::size_t count) {
  return text.size() == count && text.find_first_not_of(salt_digits) == std::string_view::npos;
}

/// The whole of `text` as a decimal number without leading zeros, unless `digits` fixes how many there are.
std::optional<std::uint32_t> number(std::string_view text, std::size_t digits = 0) {
  std::uint32_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (digits != 0 ? text.size() != digits : text.starts_with('0')) return std::nullopt;
  return value;
}

/// What stands before the next `$`, which goes too; `rest` is what follows. All of it if there is none.
std::string_view cut_part(std::string_view& rest) {
  const std::string_view part = rest.substr(0, rest.find('$'));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

/// `NN$` and 22 characters of salt, 31 of hash.
verdict sound_bcrypt(std::string_view rest) {
  constexpr std::uint32_t cheapest = 4;
  constexpr std::uint32_t dearest = 16;
  const auto cost = number(cut_part(rest), 2);
  if (!cost || *cost < cheapest || !all_digits(rest, 53)) return broken();
  return *cost > dearest ? too_dear() : verdict{};
}

/// `rounds=N$`, or nothing; `SALT$` and the hash of `length` characters.
verdict sound_sha(std::string_view rest, std::size_t length) {
  constexpr std::string_view rounds_mark = "rounds=";
  constexpr std::uint32_t fewest = 1000;
  constexpr std::uint32_t most = 5'000'000;
  constexpr std::size_t longest_salt = 16;
  if (rest.starts_with(rounds_mark)) {
    const auto rounds = number(cut_part(rest).substr(rounds_mark.size()));
    if (!rounds || *rounds < fewest) return broken();
    if (*rounds > most) return too_dear();
  }
  const std::string_view salt = cut_part(rest);
  const bool printable = std::ranges::all_of(salt, [](char c) { return c > ' ' && c < '\x7f'; });
  if (salt.empty() || salt.size() > longest_salt || !printable || !all_digits(rest, length)) return broken();
  return {};
}

/// `jNr$SALT$` and 43 characters: N and r up to what crypt_gensalt(3) makes at its highest cost, a GiB of memory.
verdict sound_yescrypt(std::string_view rest) {
  constexpr std::size_t longest_salt = 86;
  const std::string_view parameters = cut_part(rest);
  if (!all_digits(parameters, 3) || parameters[0] != 'j') return broken();
  const std::string_view salt = cut_part(rest);
  if (salt.size() > longest_salt || !all_digits(salt, salt.size()) || !all_digits(rest, 43)) return broken();
  const bool bearable = salt_digits.find(parameters[1]) <= salt_digits.find('F') &&
                        salt_digits.find(parameters[2]) <= salt_digits.find('T');
  return bearable ? verdict{} : too_dear();
}

/// Says what it is that we do not take; never shows it, since it may be a password.
verdict foreign(std::string_view hash) {
  if (hash.empty()) return wrong("there is no hash behind the name");
  if (hash.starts_with("{SHA}")) return wrong("SHA-1 without salt ({SHA}) is guessed too fast");
  if (hash.starts_with("$apr1$") || hash.starts_with("$1$")) return wrong("MD5 ($apr1$, $1$) is guessed too fast");
  if (hash.starts_with("$2x$")) return wrong("$2x$ is a defect bcrypt");
  if (hash.starts_with('$') || hash.starts_with('{')) {
    return wrong("this kind of hash is not taken: bcrypt, yescrypt, SHA-256 crypt and SHA-512 crypt are");
  }
  if (all_digits(hash, 13)) return wrong("this is a DES hash, which is guessed too fast, or no hash at all");
  return wrong("this is no hash: passwords must not stand in the file as they are");
}

verdict well_formed(std::string_view hash) {
  for (const std::string_view prefix : {"$2a$", "$2b$", "$2y$"}) {
    if (hash.starts_with(prefix)) return sound_bcrypt(hash.substr(prefix.size()));
  }
  if (hash.starts_with("$5$")) return sound_sha(hash.substr(3), 43);
  if (hash.starts_with("$6$")) return sound_sha(hash.substr(3), 86);
  if (hash.starts_with("$y$")) return sound_yescrypt(hash.substr(3));
  return foreign(hash);
}

}  // namespace

std::expected<void, std::string> sound_hash(std::string_view hash) {
  if (auto formed = well_formed(hash); !formed) return formed;
  const int known = ::crypt_checksalt(std::string(hash).c_str());
  if (known == CRYPT_SALT_INVALID) return broken();
  if (known == CRYPT_SALT_METHOD_DISABLED) return wrong("this system's libcrypt does not know this kind of hash");
  return {};
}

std::string_view method_of(std::string_view hash) {
  const auto kind = hash.find('$', 1);
  if (kind == std::string_view::npos) return {};
  const std::string_view rest = hash.substr(kind + 1);
  const bool plain_sha = (hash.starts_with("$5$") || hash.starts_with("$6$")) && !rest.starts_with("rounds=");
  const auto cost = plain_sha ? std::string_view::npos : rest.find('$');
  return cost == std::string_view::npos ? hash.substr(0, kind + 1) : hash.substr(0, kind + cost + 2);
}

bool matches(const std::string& password, const std::string& hash) {
  if (password.size() > longest_password || password.contains('\0')) return false;
  const auto scratch = std::make_unique<crypt_data>();  // 32 KiB, zeroed
  const char* made = ::crypt_rn(password.c_str(), hash.c_str(), scratch.get(), sizeof(crypt_data));
  const bool same = made != nullptr && std::string_view(made).size() == hash.size() &&
                    CRYPTO_memcmp(made, hash.data(), hash.size()) == 0;
  OPENSSL_cleanse(scratch.get(), sizeof(crypt_data));
  return same;
}

}  // namespace synfin::server::auth
