#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::tls {

/// The host name out of a server_name extension's bytes (RFC 6066 §3), in lower case; nullopt if they hold none that
/// could be one.
std::optional<std::string> read_server_name(std::span<const unsigned char> extension);

/// Which certificates answer for which name. Pure; names are in lower case.
class name_table {
 public:
  /// `certificate` is the caller's number for it; of several for one name and one kind of key (`key_kind`) the first
  /// counts. `*.example.org` stands for one label more (RFC 6125 §6.4.3).
  void add(const std::string& name, int key_kind, std::size_t certificate);

  /// Those for `name`, one a kind of key: by the exact name, else by the wildcard. Empty if nobody answers for it.
  std::span<const std::size_t> find(std::string_view name) const;

 private:
  struct choice {
    std::vector<int> kinds;
    std::vector<std::size_t> certificates;
  };
  std::map<std::string, choice, std::less<>> choices_;
};

}  // namespace synfin::tls
