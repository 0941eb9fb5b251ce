#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/trace/flow/side.hpp"
#include "client/trace/wire/fate.hpp"
#include "client/trace/words/language.hpp"
#include "config/sandbox_settings.hpp"

namespace synfin::trace {

/// A segment that more happened to than its delay.
struct fated_segment {
  side from = side::client;
  std::uint64_t number = 1;  ///< among all of that side, from 1 on
  fate what;
};

/// A link of our own making, of which all is known.
struct made_link {
  config::link_settings settings;
  std::vector<fated_segment> fates;  ///< in their order
};

/// `sandbox: 20ms each way, 2% lost, seed 1`.
std::string link_text(const made_link& link, language in = language::english);

/// What happened on it that a capture at the client does not show: sentences, none where nothing.
std::vector<std::string> remarks_on(const made_link& link, language in = language::english);

}  // namespace synfin::trace
