#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace synfin::server::auth {

/// A name and a password.
struct basic_credentials {
  std::string name;
  std::string password;
};

/// What an Authorization field says (RFC 7617 §2); nullopt if it is another scheme, longer than 1 KiB, no strict base64
/// (RFC 4648 §4), without a colon, or with control characters. The name may be empty.
std::optional<basic_credentials> parse_basic(std::string_view authorization);

}  // namespace synfin::server::auth
