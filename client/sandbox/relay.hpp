#pragma once

#include <memory>
#include <vector>

#include "client/trace/flow/made_link.hpp"
#include "common/descriptor.hpp"
#include "config/sandbox_settings.hpp"

namespace synfin::sandbox {

/// Carries TCP segments between two TUN devices as a link would, with a thread of its own. It carries nothing else:
/// what two kernels say besides would take numbers that are meant for segments.
class relay {
 public:
  /// Begins. The devices do not block.
  relay(descriptor client, descriptor server, const config::link_settings& settings);
  relay(const relay&) = delete;
  relay& operator=(const relay&) = delete;
  ~relay();

  /// Ends it; what it did to whom.
  std::vector<trace::fated_segment> end();

 private:
  struct state;

  std::unique_ptr<state> running_;
};

}  // namespace synfin::sandbox
