#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "client/trace/speech/message.hpp"

namespace synfin::trace {

/// What begins in a segment of `size` bytes, for people: `HEADERS #1 200 text/html, 3 DATA  8,210 B`. The most telling
/// first; what does not fit in `columns` is counted. There must be a message.
std::string message_words(const std::vector<message>& messages, std::uint64_t size, std::size_t columns);

}  // namespace synfin::trace
