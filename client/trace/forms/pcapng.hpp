#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// The frames of a connection, and no others, as a capture file: pcapng 1.0 (draft-ietf-opsawg-pcapng), with times in
/// nanoseconds and an interface for each kind of link. `program` is noted as what wrote it. The error is a sentence:
/// no frame was captured.
std::expected<std::string, std::string> pcapng(const flow& whole, std::string_view program);

}  // namespace synfin::trace
