#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// A connection that was written as JSON, with what a flow has no room for.
struct written_flow {
  flow seen;
  std::string boot;                          ///< which start of which machine the clock is of; empty = not told
  std::optional<std::uint32_t> initial_seq;  ///< of the client's SYN, as it was on the wire
  std::uint64_t retransmissions = 0;         ///< of who saw it
  std::uint64_t segments_in = 0;             ///< by its kernel's count at the end; 0 = not told
  std::uint64_t segments_out = 0;
  std::string text;  ///< the JSON object
};

/// Reads connections of the schema `synfin.trace/1`: one document, or a line each, with other lines between them. A
/// state that is not told is taken to have stayed. The error is a sentence that says what is wrong, and where.
std::expected<std::vector<written_flow>, std::string> read_flows(std::string_view text);

}  // namespace synfin::trace
