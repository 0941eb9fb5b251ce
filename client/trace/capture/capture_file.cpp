#include "client/trace/capture/capture_file.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "client/trace/capture/pcap_handle.hpp"
#include "client/trace/wire/sightings.hpp"
#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t most_frames = 1'000'000;

/// Why it goes no further than `count` frames; empty at the end of the file.
std::string why_no_further(pcap_t& file, int got, std::size_t count) {
  if (got == PCAP_ERROR_BREAK) return {};
  if (got == 1) return fmt::format("what is behind the first {} frames", thousands(count));
  const std::string_view why = ::pcap_geterr(&file);
  return fmt::format("what is behind {} frames: {}", thousands(count), why);
}

}  // namespace

std::expected<capture_read, std::string> read_capture(const std::string& path) {
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
  capture_read found;
  int got = 1;
  std::size_t count = 0;
  for (;; ++count) {
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    got = ::pcap_next_ex(file.get(), &header, &bytes);
    if (got != 1 || count == most_frames) break;
    if (auto each = read_frame(type, *header, bytes)) found.segments.push_back(*std::move(each));
  }
  // What is whole before a damaged place is worth drawing; a file that begins with damage is not.
  if (got < 0 && got != PCAP_ERROR_BREAK && found.segments.empty()) {
    return std::unexpected(fmt::format("{}: the capture is damaged: {}", path, ::pcap_geterr(file.get())));
  }
  if (const auto left = why_no_further(*file, got, count); !left.empty()) {
    found.left_out = fmt::format("{}: left out: {}", path, left);
  }
  keep_one_sighting(found.segments);
  return found;
}

}  // namespace synfin::trace
