#pragma once

#include <expected>
#include <string>

#include "client/trace/flow/flow.hpp"

namespace synfin::client {

/// Puts into `seen` what `synfin-server --trace-connections` wrote of that connection into the file `path`. `live`: the
/// connection has just ended here, so that its line may still be on its way; it is waited for, two seconds at most.
/// The error is a sentence.
std::expected<void, std::string> add_server_side(const std::string& path, bool live, trace::flow& seen);

}  // namespace synfin::client
