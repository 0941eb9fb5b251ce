#pragma once

#include <expected>
#include <string>
#include <vector>

#include "client/trace/wire/segment.hpp"

namespace synfin::trace {

/// The TCP segments of a capture file, pcap or pcapng, in its order (libpcap; pcap-savefile(5)). At most a million
/// frames are read. The error is a sentence that names the file.
std::expected<std::vector<segment>, std::string> read_capture(const std::string& path);

}  // namespace synfin::trace
