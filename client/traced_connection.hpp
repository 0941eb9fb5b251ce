#pragma once

#include <expected>
#include <string>

#include "client/trace/flow.hpp"
#include "config/trace_settings.hpp"

namespace synfin::client {

struct traced_connection {
  trace::flow seen;
  std::string problem;  ///< why it ended before all was asked and answered; empty if it did not
};

/// Makes a connection, asks on it as often as the settings say, ends it, and captures all of that. An error is a
/// sentence: there is nothing to draw then.
std::expected<traced_connection, std::string> trace_connection(const config::trace_settings& settings);

}  // namespace synfin::client
