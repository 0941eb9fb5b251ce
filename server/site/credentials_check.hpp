#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/site/background.hpp"

namespace synfin::server::site {

/// What is known of a name and a password.
struct credentials_verdict {
  bool good = false;
  bool busy = false;               ///< too many are being checked: 503
  std::shared_ptr<errand> awaits;  ///< it is being found out: ask again when this is over; else null
  std::string name;                ///< whose they are; meaningful when good
};

/// Tells whether credentials are right. One for all workers; any thread.
class credentials_check {
 public:
  virtual ~credentials_check() = default;

  /// `users` names the file they must stand in; `authorization` is the field's value as sent (RFC 7617), empty if there
  /// was none. Never blocks, and never hashes a password itself.
  virtual credentials_verdict check(const std::string& users, std::string_view authorization) = 0;
};

}  // namespace synfin::server::site
