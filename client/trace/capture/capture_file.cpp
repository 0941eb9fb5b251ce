#include "client/trace/capture/capture_file.hpp"

#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "client/trace/capture/pcap_handle.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t most_frames = 1'000'000;

}  // namespace

std::expected<std::vector<segment>, std::string> read_capture(const std::string& path) {
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  const pcap_handle file(
      ::pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, why.data()));
  if (!file) return std::unexpected(fmt::format("{}: no capture that can be read: {}", path, why.data()));
  const int type = ::pcap_datalink(file.get());
  if (!knows_link_type(type)) {
    const char* name = ::pcap_datalink_val_to_name(type);
    return std::unexpected(
        fmt::format("{}: a capture of {} frames, which cannot be read; Ethernet, raw IP and Linux "
                    "cooked captures can",
                    path, name != nullptr ? name : "unknown"));
  }
  std::vector<segment> found;
  for (std::size_t count = 0; count < most_frames; ++count) {
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    const int got = ::pcap_next_ex(file.get(), &header, &bytes);
    // What is whole before a damaged place is worth drawing; a file that begins with damage is not.
    if (got < 0 && got != PCAP_ERROR_BREAK && found.empty()) {
      return std::unexpected(fmt::format("{}: the capture is damaged: {}", path, ::pcap_geterr(file.get())));
    }
    if (got != 1) break;
    if (auto each = read_frame(type, *header, bytes)) found.push_back(*std::move(each));
  }
  return found;
}

}  // namespace synfin::trace
