#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "client/sandbox/relay.hpp"
#include "client/sandbox/server_process.hpp"
#include "client/sandbox/small_site.hpp"
#include "client/trace/flow/made_link.hpp"
#include "config/sandbox_settings.hpp"

namespace synfin::sandbox {

/// Two machines of our own and the link between them: this process on one of them, a server on the other.
class network {
 public:
  /// Makes it; this process, which must have one thread yet, stays in it for good. The error is a sentence.
  static std::expected<network, std::string> make(const config::sandbox_settings& settings);

  /// Where `path` is on its server; `/` where that is empty.
  std::string url(const std::string& path) const;

  /// Ends the link; what it was, and what it did.
  trace::made_link end();

 private:
  explicit network(config::sandbox_settings settings);

  std::expected<void, std::string> serve();

  config::sandbox_settings settings_;
  std::optional<small_site> site_;
  std::optional<server_process> server_;
  std::unique_ptr<relay> relay_;
};

/// How long a link may still have segments of a connection on it that is over at the client: what was lost at its end
/// comes again.
std::chrono::milliseconds settling_time(const config::link_settings& link);

}  // namespace synfin::sandbox
