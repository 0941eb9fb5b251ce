#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "server/auth/users.hpp"
#include "server/site/background.hpp"
#include "server/site/credentials_check.hpp"

namespace synfin::server::auth {

struct gatekeeper_settings {
  std::size_t most_checking = 32;                       ///< attempts under way; beyond it: busy
  std::size_t most_remembered = 1000;                   ///< right attempts, and as many wrong ones
  std::chrono::seconds good_lasts{600};                 ///< right credentials are not hashed again for so long
  std::chrono::seconds wrong_lasts{5};                  ///< nor wrong ones
  std::function<steady::time_point()> clock = nullptr;  ///< null: the steady clock
  users::reporter report = nullptr;                     ///< null: an error line in the log
};

/// Checks names and passwords against users files. Passwords are hashed in the background only, a bounded number at a
/// time; the same attempt made twice is hashed once; what was found out is remembered for a while under a key that is
/// worthless outside this process.
class gatekeeper final : public site::credentials_check {
 public:
  /// `doer` should be one that does not compress (README.md), must outlive this, and must not run an errand inside
  /// take(). Throws std::runtime_error if there are no random bytes.
  explicit gatekeeper(site::background& doer, gatekeeper_settings as = {});
  ~gatekeeper() override;
  gatekeeper(const gatekeeper&) = delete;
  gatekeeper& operator=(const gatekeeper&) = delete;

  site::credentials_verdict check(const std::string& path, std::string_view authorization) override;

 private:
  class books;
  class attempt;

  std::shared_ptr<books> books_;  // shared with attempts: one may end after the gatekeeper
  site::background& doer_;
};

}  // namespace synfin::server::auth
