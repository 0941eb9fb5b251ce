#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace synfin::server::site::rules {

/// Where a redirect leads: a path of the same host or a URL, with a query and a fragment perhaps, and perhaps the
/// remainder of the path that was asked for.
class destination {
 public:
  /// Reads a rule's `to`. A path may be written plain or percent-encoded. The error says what is wrong.
  static std::expected<destination, std::string> parse(std::string_view text);

  /// The value of Location (RFC 9110 §10.2.2). `remainder` is decoded, `query` as sent with its `?`, or empty. Safe on
  /// any bytes; never starts with `//`.
  std::string location(std::string_view remainder, std::string_view query) const;

  /// The path that the next request asks for, decoded. Empty if a server could not read it.
  std::string next_path(std::string_view remainder) const;

  /// The host of a URL, plain (see plain_host) and without brackets; empty if the host stays the same.
  const std::string& host() const noexcept { return host_; }

  /// Is the port that of the URL's scheme? True for a path.
  bool usual_port() const noexcept { return usual_port_; }

  /// Does the remainder count?
  bool takes_remainder() const noexcept { return remainder_; }

 private:
  std::expected<void, std::string> read_url(std::string_view text);
  std::expected<void, std::string> read_path(std::string_view text);

  std::string origin_;    ///< `https://example.org:8443`; empty for a path
  std::string path_;      ///< encoded
  std::string decoded_;   ///< path_ as a server reads it
  std::string query_;     ///< encoded, with its `?`
  std::string fragment_;  ///< encoded, with its `#`
  std::string host_;
  bool usual_port_ = true;
  bool remainder_ = false;
};

}  // namespace synfin::server::site::rules
