#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "client/trace/wire/segment.hpp"

namespace synfin::trace {

/// Where one connection lies in a capture: between `first` and `end`, among those of others.
struct one_connection {
  endpoint client;  ///< who sent the first SYN; where there is none, who has the higher port
  endpoint server;
  bool from_the_start = false;  ///< `first` is its SYN
  std::vector<segment>::const_iterator first;
  std::vector<segment>::const_iterator end;

  /// Is it of its two ends? ICMP is, where it says something of their segments.
  bool has(const segment& each) const noexcept;

  bool from_server(const segment& each) const noexcept;
};

/// The first one in `all`, or the first that has `wanted`, `HOST:PORT`, as an end. It ends where, behind an RST or a
/// FIN, a SYN of another number opens the next between the same ports. An error is a sentence that says which there
/// are.
std::expected<one_connection, std::string> find_connection(const std::vector<segment>& all, std::string_view wanted);

/// Was its SYN answered by an RST, and by nothing else?
bool is_refused(const one_connection& whole);

/// Did no segment come from the server?
bool is_silent(const one_connection& whole);

/// Is it silent, though the client acknowledges what it says? Then its direction was not captured.
bool is_one_way(const one_connection& whole);

/// Have both sent a SYN before the other's came (RFC 9293 §3.5, figure 8)?
bool opens_at_once(const one_connection& whole);

/// The first FIN, where the other side's does not acknowledge it: each was sent before the other came (RFC 9293 §3.6);
/// else null.
const segment* crossed_fin(const one_connection& whole);

}  // namespace synfin::trace
