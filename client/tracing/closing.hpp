#pragma once

#include <string>

#include "client/tracing/conversation.hpp"

namespace synfin::tracing {

/// Ends the connection as the settings say, and looks on until it is over on this side. What went wrong, in words;
/// empty if nothing did.
std::string end(conversation& with);

}  // namespace synfin::tracing
