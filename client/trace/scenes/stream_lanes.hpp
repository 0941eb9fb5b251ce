#pragma once

#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/speech/speech.hpp"

namespace synfin::trace {

/// Columns that the lanes of HTTP/2's streams take at most.
inline constexpr std::size_t lanes_width = 13;

/// HTTP/2's streams as lanes beside the segments, one text for each step of `whole`: `┬1` where a stream opens, `│`
/// while it is open, `┴` where it ends, `+2` behind them for those that have no room. All empty where nothing is
/// HTTP/2.
std::vector<std::string> stream_lanes(const flow& whole, const conversation& heard);

}  // namespace synfin::trace
