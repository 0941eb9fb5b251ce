#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <string>
#include <string_view>

namespace synfin::server::auth {

/// Who may come in: `name:hash` lines, as htpasswd -B and mkpasswd make them. Empty lines and lines that begin with `#`
/// say nothing. Never changes.
class password_file {
 public:
  /// Reads `text`. The error is `FILE:LINE: what is wrong and what to do`, of the first line that is; `path` is FILE.
  static std::expected<password_file, std::string> parse(std::string_view text, const std::string& path);

  /// Reads the regular file at `path`, up to 1 MiB. The error names it and says why not.
  static std::expected<password_file, std::string> read(const std::string& path);

  /// The hash of that name; null if it is not in the file.
  const std::string* hash_of(std::string_view name) const;

  /// A hash that costs as much to check as most of the file's do: for names that are not in it, so that the time an
  /// answer takes does not tell which names there are. Empty if the file holds no name.
  const std::string& decoy() const noexcept { return decoy_; }

  std::size_t size() const noexcept { return hashes_.size(); }

 private:
  std::expected<void, std::string> add(std::string_view line);
  void choose_decoy();

  std::map<std::string, std::string, std::less<>> hashes_;
  std::string decoy_;
};

/// Can the users file at `path` be used? The error is as read() has it. For the check of a configuration.
std::expected<void, std::string> usable(const std::string& path);

}  // namespace synfin::server::auth
