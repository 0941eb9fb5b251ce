#pragma once

#include <expected>
#include <string>
#include <vector>

#include "client/trace/wire/segment.hpp"

namespace synfin::trace {

struct capture_read {
  std::vector<segment> segments;  ///< in the order of the file
  std::string left_out;           ///< a sentence that names the file and says what was not read; empty = nothing
};

/// The TCP segments of a capture file, pcap or pcapng, in its order (libpcap; pcap-savefile(5)). At most a million
/// frames are read, and none behind a damaged place. The error is a sentence that names the file.
std::expected<capture_read, std::string> read_capture(const std::string& path);

}  // namespace synfin::trace
