#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// What the client itself used and whether it set the limit, what the machine did, and, of a merged result, the table
/// of its parts: the text report's last block of figures.
std::string text_client(const load_result& result);

}  // namespace synfin::load
