#pragma once

#include <cstdint>

#include "common/http/request_head.hpp"
#include "server/site/response.hpp"

namespace synfin::server::site {

/// A 301 to the same resource by HTTPS on `port`, at the host that was asked for. 400 where that cannot be one, or
/// where the target is none.
response redirect_to_https(const http::request_head& request, std::uint16_t port);

}  // namespace synfin::server::site
