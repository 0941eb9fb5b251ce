#pragma once

#include <string>

#include "server/trace/story.hpp"

namespace synfin::server::trace {

/// A story as one line of JSON with its newline: `synfin.trace/1`, as `synfin-client trace --json` writes it, with
/// `seen_by` being `server`. What a server cannot know is left out: the client's states, the segments that say nothing
/// but ACK, how its stretches of data were cut into segments.
std::string story_line(const story& whole);

}  // namespace synfin::server::trace
