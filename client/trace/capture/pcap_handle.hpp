#pragma once

#include <pcap/pcap.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "client/trace/wire/frame.hpp"

namespace synfin::trace {

struct pcap_closer {
  void operator()(pcap_t* open) const noexcept { ::pcap_close(open); }
};
using pcap_handle = std::unique_ptr<pcap_t, pcap_closer>;

/// The segment in a frame of libpcap's, and the frame, from a handle that was opened for nanoseconds. nullopt also
/// where its time is none that the clock can tell, before 1970 or behind 2255.
inline std::optional<segment> read_frame(int link_type, const pcap_pkthdr& header, const u_char* bytes) {
  constexpr std::int64_t last_second = 9'000'000'000;
  if (header.ts.tv_sec < 0 || header.ts.tv_sec > last_second) return std::nullopt;
  const wall::time_point time(std::chrono::seconds(header.ts.tv_sec) + std::chrono::nanoseconds(header.ts.tv_usec));
  const std::span captured(bytes, header.caplen);
  auto found = read_frame(link_type, std::as_bytes(captured), time);
  if (found) {
    found->frame =
        std::make_shared<const raw_frame>(link_type, header.len, std::string(captured.begin(), captured.end()));
  }
  return found;
}

}  // namespace synfin::trace
