#pragma once

#include <cstdint>
#include <string>

namespace synfin::trace {

/// A frame as a capture has it.
struct raw_frame {
  int link_type = 0;       ///< as libpcap counts them (pcap-linktype(7))
  std::uint32_t size = 0;  ///< on the wire
  std::string bytes;       ///< as many of them as were captured
};

}  // namespace synfin::trace
