#pragma once

#include <string>

#include "client/tracing/conversation.hpp"

namespace synfin::tracing {

/// Asks by HTTP/2 as often as the settings say, so many streams at a time, with their pause whenever none is open; says
/// GOAWAY at the end unless they want an RST there. What went wrong, in words; empty if nothing did. That the server
/// ends the connection while nothing is asked is nothing wrong.
std::string converse_by_http2(conversation& with);

}  // namespace synfin::tracing
