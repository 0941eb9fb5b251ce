#include "server/auth/password_file.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "config/text_file.hpp"
#include "server/auth/password_hash.hpp"

namespace synfin::server::auth {
namespace {

constexpr std::size_t largest_file = 1024 * 1024;

std::unexpected<std::string> wrong(std::string_view what) { return std::unexpected(std::string(what)); }

/// Without what an editor may leave at a line's end: blanks, and the carriage return of a CRLF.
std::string_view trimmed(std::string_view line) {
  while (line.ends_with(' ') || line.ends_with('\t') || line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

}  // namespace

std::expected<password_file, std::string> password_file::parse(std::string_view text, const std::string& path) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  password_file made;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (auto added = made.add(trimmed(line)); !added) {
      return std::unexpected(fmt::format("{}:{}: {}", path, number, added.error()));
    }
  }
  made.choose_decoy();
  return made;
}

std::expected<password_file, std::string> password_file::read(const std::string& path) {
  // Opening a pipe would wait for its other end.
  std::error_code problem;
  const auto status = std::filesystem::status(path, problem);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return std::unexpected(fmt::format("cannot read {}: not a regular file", path));
  }
  const auto text = config::read_text_file(path, largest_file);
  if (!text) return std::unexpected(text.error());
  return parse(*text, path);
}

const std::string* password_file::hash_of(std::string_view name) const {
  const auto at = hashes_.find(name);
  return at == hashes_.end() ? nullptr : &at->second;
}

std::expected<void, std::string> password_file::add(std::string_view line) {
  if (line.empty() || line.starts_with('#')) return {};
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return wrong("there is no colon; a line is `name:hash`");
  const std::string_view name = line.substr(0, colon);
  const std::string_view hash = line.substr(colon + 1);
  if (name.empty()) return wrong("there is no name before the colon");
  if (std::ranges::any_of(name, control)) return wrong("the name holds a control character");
  if (hash.contains(':')) return wrong("there are two colons; a line is `name:hash`, and a name holds no colon");
  if (auto sound = sound_hash(hash); !sound) return sound;
  if (!hashes_.emplace(name, hash).second) return wrong("the name stands in an earlier line already");
  return {};
}

void password_file::choose_decoy() {
  std::map<std::string_view, std::size_t> counts;
  for (const auto& [name, hash] : hashes_) ++counts[method_of(hash)];
  std::size_t most = 0;
  for (const auto& [name, hash] : hashes_) {
    const std::size_t count = counts[method_of(hash)];
    if (count <= most) continue;
    most = count;
    decoy_ = hash;
  }
}

std::expected<void, std::string> usable(const std::string& path) {
  if (auto file = password_file::read(path); !file) return std::unexpected(std::move(file.error()));
  return {};
}

}  // namespace synfin::server::auth
