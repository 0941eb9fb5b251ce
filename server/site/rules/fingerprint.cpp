#include "server/site/rules/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace synfin::server::site::rules {
namespace {

constexpr std::array<std::string_view, 4> scripts{"js", "mjs", "cjs", "css"};
constexpr std::array<std::string_view, 20> media{"avif", "eot",  "gif",  "ico",  "jpeg",  "jpg", "mp3",
                                                 "mp4",  "ogg",  "otf",  "png",  "svg",   "ttf", "wasm",
                                                 "wav",  "webm", "webp", "woff", "woff2", "opus"};
/// What bundlers write between the hash and the extension.
constexpr std::array<std::string_view, 4> marks{"bundle", "chunk", "min", "module"};

bool is_one_of(std::span<const std::string_view> words, std::string_view word) noexcept {
  return std::ranges::find(words, word) != words.end();
}

constexpr bool digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool small(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool hex(char c) noexcept { return digit(c) || (c >= 'a' && c <= 'f'); }
constexpr bool base32(char c) noexcept { return capital(c) || (c >= '2' && c <= '7'); }

constexpr bool vowel(char c) noexcept { return std::string_view{"aeiouyAEIOUY"}.contains(c); }

template <class Predicate>
bool all(std::string_view text, Predicate predicate) noexcept {
  return std::ranges::all_of(text, predicate);
}

template <class Predicate>
bool any(std::string_view text, Predicate predicate) noexcept {
  return std::ranges::any_of(text, predicate);
}

/// Does a new part start at `at`: digits after letters, letters after digits, a capital after a small letter?
bool part_starts(std::string_view text, std::size_t at) noexcept {
  return digit(text[at]) != digit(text[at - 1]) || (capital(text[at]) && small(text[at - 1]));
}

/// Can people say it?
bool is_wordlike(std::string_view part) noexcept {
  if (part.size() < 3 || digit(part.front()) || !any(part, vowel)) return false;
  std::size_t run = 0;
  for (const char c : part) {
    run = vowel(c) ? 0 : run + 1;
    if (run == 3) return false;
  }
  return true;
}

/// `decade90` and `face2face` have letters and digits in order, a hash has them in disorder.
bool is_jumbled(std::string_view text, std::size_t least_changes) noexcept {
  std::size_t changes = 0;
  for (std::size_t at = 1; at < text.size(); ++at) changes += part_starts(text, at) ? 1U : 0U;
  return changes >= least_changes;
}

bool has_word(std::string_view text) noexcept {
  std::size_t start = 0;
  for (std::size_t at = 1; at <= text.size(); ++at) {
    if (at < text.size() && !part_starts(text, at)) continue;
    if (is_wordlike(text.substr(start, at - start))) return true;
    start = at;
  }
  return false;
}

/// As long as somebody makes them. Behind a dash stand people's numbers too: device addresses (12), database keys (24)
/// and UUIDs without dashes (32). Alone there are only whole digests.
bool is_hash_length(std::size_t size, char separator, bool script) noexcept {
  if (size == 20 || size == 40 || size == 64) return true;
  if (separator == '\0') return false;
  if (size == 32) return script;
  return separator == '.' ? size >= 6 && size <= 20 : size == 8 || size == 10 || size == 16;
}

/// webpack, Parcel, Rollup before 4, Next.js, Django, Rails: lower-case hexadecimal.
bool is_hex_hash(std::string_view word, char separator, bool script) noexcept {
  constexpr std::size_t long_hash = 16;
  return is_hash_length(word.size(), separator, script) && all(word, hex) &&
         is_jumbled(word, word.size() < long_hash ? 3 : 5);
}

/// Vite and Rollup: eight of base64url (those with `-` or `_` are missed).
bool is_mixed_hash(std::string_view word) noexcept {
  const auto known = [](char c) { return digit(c) || small(c) || capital(c); };
  return word.size() == 8 && all(word, known) && any(word, digit) && any(word, small) && any(word, capital) &&
         is_jumbled(word, 3) && !has_word(word);
}

/// esbuild and Angular: eight of base32. Product numbers look alike, so only in code.
bool is_base32_hash(std::string_view word) noexcept {
  return word.size() == 8 && all(word, base32) && is_jumbled(word, 2) && !has_word(word);
}

/// The very name that esbuild gives to what several pages share.
bool is_esbuild_chunk(std::string_view stem) noexcept {
  constexpr std::string_view start = "chunk-";
  if (!stem.starts_with(start)) return false;
  stem.remove_prefix(start.size());
  const auto known = [](char c) { return digit(c) || capital(c); };
  return stem.size() == 8 && all(stem, known) && any(stem, digit) && any(stem, capital);
}

/// Takes the last part behind a dot off the name; empty if there is none, or nothing before it.
std::string_view take_extension(std::string_view& name) noexcept {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  const std::string_view extension = name.substr(dot + 1);
  name = name.substr(0, dot);
  return extension;
}

}  // namespace

bool fingerprinted(std::string_view file_name) noexcept {
  std::string_view stem = file_name;
  std::string_view extension = take_extension(stem);
  const bool map = extension == "map";
  if (map) extension = take_extension(stem);
  const bool script = is_one_of(scripts, extension);
  if (!script && (map || !is_one_of(media, extension))) return false;
  std::string_view unmarked = stem;
  if (is_one_of(marks, take_extension(unmarked))) stem = unmarked;

  const std::size_t before = stem.find_last_of(".-");
  if (before == std::string_view::npos) return is_hex_hash(stem, '\0', script);
  const std::string_view word = stem.substr(before + 1);
  if (is_hex_hash(word, stem[before], script) || is_mixed_hash(word)) return true;
  return script && (is_base32_hash(word) || is_esbuild_chunk(stem));
}

}  // namespace synfin::server::site::rules
