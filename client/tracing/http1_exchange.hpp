#pragma once

#include <string>

#include "client/tracing/conversation.hpp"

namespace synfin::tracing {

/// Asks by HTTP/1.1 as often as the settings say, one request after another, with their pause between them; says its
/// FIN behind the last request where they want a half-close. What went wrong, in words; empty if nothing did. That the
/// server ends the connection while nothing is asked is nothing wrong, nor that it says so first; nothing more is asked
/// then.
std::string converse_by_http1(conversation& with);

}  // namespace synfin::tracing
