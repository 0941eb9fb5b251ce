#pragma once

#include <functional>

#include "config/server_settings.hpp"
#include "server/auth/gatekeeper.hpp"
#include "server/background/errand_runner.hpp"
#include "server/site/codings/hash_shelf.hpp"
#include "server/site/codings/variant_shelf.hpp"
#include "server/site/site_services.hpp"

namespace synfin::server {

/// What all workers' sites share: threads for work that takes too long for an event loop, and what they have found out
/// and made. It outlives the workers.
class backstage {
 public:
  /// Throws std::system_error if the system gives no thread, std::runtime_error if it gives no random bytes.
  explicit backstage(const config::server_settings& settings);
  backstage(const backstage&) = delete;
  backstage& operator=(const backstage&) = delete;

  const site::site_services& services() const noexcept { return services_; }

  /// From now on `told` is called whenever something is over, on a thread of its own.
  void listen(const std::function<void()>& told);

  /// Has the work in hand given up and drops the rest; nobody is told anything after that.
  void stop();

 private:
  errand_runner spare_;      // compresses and hashes when there is nothing better to do
  errand_runner unpacking_;  // somebody waits for what it inflates
  errand_runner passwords_;  // somebody waits for these too, and not behind a large file
  site::variant_shelf variants_;
  site::hash_shelf hashes_;
  auth::gatekeeper gatekeeper_;
  site::site_services services_;
};

}  // namespace synfin::server
