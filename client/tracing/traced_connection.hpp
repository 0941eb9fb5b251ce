#pragma once

#include <expected>
#include <optional>
#include <string>

#include "client/trace/flow/flow.hpp"
#include "config/trace_settings.hpp"

namespace synfin::tracing {

struct traced_connection {
  trace::flow seen;                 ///< by a capture, or by our kernel where there was none
  std::optional<trace::flow> told;  ///< by our kernel, where `seen` was captured
  std::string uncaptured;  ///< why there is no capture, though one was tried; empty if there is one, or none was
  std::string problem;     ///< why it ended before all was asked and answered; empty if it did not
};

/// Makes a connection, asks on it as often as the settings say, ends it, and watches all of that. An error is a
/// sentence: there is nothing to draw then.
std::expected<traced_connection, std::string> trace_connection(const config::trace_settings& settings);

}  // namespace synfin::tracing
