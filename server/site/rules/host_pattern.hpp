#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace synfin::server::site::rules {

/// The name in a Host field or a URL as it is compared: lower-case, without port and without a last dot.
std::string plain_host(std::string_view host);

/// A name of a host, or `*.name`: all names that end in `.name`, however deep. An empty one is any name.
class host_pattern {
 public:
  /// The error says what is wrong.
  static std::expected<host_pattern, std::string> parse(std::string_view text);

  /// `host` as in a Host field: its port, its case and a last dot do not matter.
  bool matches(std::string_view host) const noexcept;

  /// Is every name that `inner` matches matched by this one?
  bool covers(const host_pattern& inner) const noexcept;

  /// A name that it matches; for `*.name` one that nobody has given a host.
  std::string example() const;

  bool any() const noexcept { return name_.empty(); }

 private:
  std::string name_;  ///< lower-case; with its first dot if it is a wildcard's
  bool wildcard_ = false;
};

}  // namespace synfin::server::site::rules
