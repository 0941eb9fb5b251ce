#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "config/load/settings.hpp"

namespace synfin::config {

/// All that `synfin-client trace` can be told.
struct trace_settings {
  std::string url;                            ///< what to ask for, on a connection of our own
  std::size_t requests = 1;                   ///< one after another on it
  std::chrono::milliseconds timeout{30'000};  ///< for all of it
  tls_settings tls;

  std::string read;        ///< a capture file, in place of a URL
  std::string connection;  ///< which one in it, `HOST:PORT` of either end; empty = the first
  bool unfold = false;     ///< a line for each segment
  std::string json;        ///< `-` = standard output, in place of the drawing; empty = nowhere

  bool operator==(const trace_settings&) const = default;
};

}  // namespace synfin::config
