#pragma once

#include <pcap/pcap.h>

#include <chrono>
#include <memory>
#include <optional>
#include <span>

#include "client/trace/wire/frame.hpp"

namespace synfin::trace {

struct pcap_closer {
  void operator()(pcap_t* open) const noexcept { ::pcap_close(open); }
};
using pcap_handle = std::unique_ptr<pcap_t, pcap_closer>;

/// The segment in a frame of libpcap's, from a handle that was opened for nanoseconds.
inline std::optional<segment> read_frame(int link_type, const pcap_pkthdr& header, const u_char* bytes) {
  const wall::time_point time(std::chrono::seconds(header.ts.tv_sec) + std::chrono::nanoseconds(header.ts.tv_usec));
  return read_frame(link_type, std::as_bytes(std::span(bytes, header.caplen)), time);
}

}  // namespace synfin::trace
