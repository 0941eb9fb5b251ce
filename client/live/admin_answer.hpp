#pragma once

#include <string>

#include "common/http/request_head.hpp"
#include "common/http/status.hpp"

namespace synfin::load {

/// What the admin listener has to tell.
struct admin_pages {
  std::string metrics;  ///< Prometheus' text format
  std::string status;   ///< JSON
};

/// The whole answer to a request, after which the connection ends: /metrics, /status.json and /healthz by GET and HEAD.
std::string admin_answer(const http::request_head& asked, const admin_pages& pages);

/// The whole answer to what is no request, or to one that is refused for its head alone.
std::string admin_refusal(http::status why);

}  // namespace synfin::load
