#include "client/trace/capture/live_capture.hpp"

#include <poll.h>

#include <array>
#include <atomic>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "client/trace/capture/pcap_handle.hpp"
#include "client/trace/wire/sightings.hpp"

namespace synfin::trace {
namespace {

// Of each frame so much is kept as has a place in the kernel's ring: heads and the first words of what they carry.
constexpr int kept_of_frame = 4 * 1024;
constexpr int kept_by_kernel = 32 * 1024 * 1024;
constexpr int longest_wait_ms = 20;

std::unexpected<std::string> failed(pcap_t& on, int status) {
  if (status == PCAP_ERROR_PERM_DENIED) {
    return std::unexpected<std::string>(
        "to capture takes CAP_NET_RAW: run it as root, or give the program the capability by "
        "setcap cap_net_raw+ep; a capture made elsewhere can be drawn by anybody (--read FILE)");
  }
  const std::string_view why = ::pcap_geterr(&on);
  return std::unexpected(fmt::format("cannot capture: {}", why.empty() ? ::pcap_statustostr(status) : why));
}

/// Of the device that is all interfaces.
std::expected<pcap_handle, std::string> open_for(std::uint16_t port) {
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  pcap_handle made(::pcap_create("any", why.data()));
  if (!made) return std::unexpected(fmt::format("cannot capture: {}", why.data()));
  ::pcap_set_snaplen(made.get(), kept_of_frame);
  ::pcap_set_buffer_size(made.get(), kept_by_kernel);
  ::pcap_set_immediate_mode(made.get(), 1);
  ::pcap_set_tstamp_precision(made.get(), PCAP_TSTAMP_PRECISION_NANO);
  if (const int status = ::pcap_activate(made.get()); status < 0) return failed(*made, status);
  ::pcap_set_datalink(made.get(), DLT_LINUX_SLL2);  // tells the device, too; an older libpcap does without
  bpf_program filter{};
  // What ICMP quotes stands at no fixed place: whether it is of this flow is seen later.
  const std::string wanted = fmt::format("tcp port {} or icmp or icmp6", port);
  if (::pcap_compile(made.get(), &filter, wanted.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0)
    return failed(*made, PCAP_ERROR);
  const int set = ::pcap_setfilter(made.get(), &filter);
  ::pcap_freecode(&filter);
  if (set != 0) return failed(*made, PCAP_ERROR);
  std::array<char, PCAP_ERRBUF_SIZE> ignored{};
  // Blocking, libpcap may wait for as long as nothing comes, whatever its timeout: the wait is ours, by poll(2).
  if (::pcap_setnonblock(made.get(), 1, ignored.data()) != 0) return failed(*made, PCAP_ERROR);
  return made;
}

}  // namespace

struct live_capture::state {
  pcap_handle handle;
  std::vector<segment> seen;
  std::atomic<bool> ended = false;
  std::thread reader;

  void read() {
    const int type = ::pcap_datalink(handle.get());
    pollfd watched{::pcap_get_selectable_fd(handle.get()), POLLIN, 0};
    for (;;) {
      const bool last = ended.load();
      bool any = false;
      pcap_pkthdr* header = nullptr;
      const u_char* bytes = nullptr;
      while (::pcap_next_ex(handle.get(), &header, &bytes) == 1) {
        any = true;
        if (auto each = read_frame(type, *header, bytes)) seen.push_back(*std::move(each));
      }
      if (last && !any) return;
      if (!any) ::poll(&watched, 1, longest_wait_ms);
    }
  }
};

live_capture::live_capture(std::unique_ptr<state> running) noexcept : running_(std::move(running)) {}
live_capture::live_capture(live_capture&&) noexcept = default;
live_capture& live_capture::operator=(live_capture&&) noexcept = default;

live_capture::~live_capture() {
  if (running_) end();
}

std::expected<live_capture, std::string> live_capture::begin(std::uint16_t port) {
  auto opened = open_for(port);
  if (!opened) return std::unexpected(std::move(opened.error()));
  auto running = std::make_unique<state>();
  running->handle = *std::move(opened);
  running->reader = std::thread([self = running.get()] { self->read(); });
  return live_capture(std::move(running));
}

captured live_capture::end() {
  if (!running_->reader.joinable()) return {};
  running_->ended = true;
  running_->reader.join();
  keep_one_sighting(running_->seen);
  pcap_stat counts{};
  const bool counted = ::pcap_stats(running_->handle.get(), &counts) == 0;
  return {std::move(running_->seen), counted ? counts.ps_drop : 0};
}

}  // namespace synfin::trace
