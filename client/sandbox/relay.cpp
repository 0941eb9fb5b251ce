#include "client/sandbox/relay.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "client/sandbox/link_model.hpp"
#include "client/sandbox/packet_kind.hpp"

namespace synfin::sandbox {
namespace {

constexpr std::size_t longest_packet = 64 * 1024;

/// On its way.
struct packet {
  steady::time_point arrives;
  std::uint64_t number;  // of all, so that equal times keep their order
  std::size_t to;        // which of the two devices
  std::string bytes;

  bool later_than(const packet& other) const noexcept {
    return arrives != other.arrives ? arrives > other.arrives : number > other.number;
  }
};

constexpr auto later = [](const packet& one, const packet& other) { return one.later_than(other); };

timespec as_timespec(steady::duration wait) {
  const auto nanoseconds = std::max<std::int64_t>(0, std::chrono::nanoseconds(wait).count());
  return {.tv_sec = nanoseconds / 1'000'000'000, .tv_nsec = nanoseconds % 1'000'000'000};
}

}  // namespace

struct relay::state {
  std::array<descriptor, 2> devices;  // the client's, the server's
  std::array<link_model, 2> models;   // of what enters there
  descriptor ended{::eventfd(0, EFD_CLOEXEC)};
  std::vector<packet> under_way;  // a heap, the next to arrive in front
  std::uint64_t taken = 0;
  std::array<char, longest_packet> buffer{};
  std::vector<trace::fated_segment> fates;
  std::thread carrier;

  state(descriptor client, descriptor server, const config::link_settings& settings)
      : devices{std::move(client), std::move(server)},
        models{link_model(settings, config::bound_for::server), link_model(settings, config::bound_for::client)} {}

  void carry() {
    ::prctl(PR_SET_TIMERSLACK, 1UL);  // else each delay is up to 50 µs longer (prctl(2))
    for (;;) {
      deliver(steady::now());
      std::array<pollfd, 3> watched{pollfd{devices[0].raw(), POLLIN, 0}, pollfd{devices[1].raw(), POLLIN, 0},
                                    pollfd{ended.raw(), POLLIN, 0}};
      std::optional<timespec> wait;
      if (!under_way.empty()) wait = as_timespec(under_way.front().arrives - steady::now());
      ::ppoll(watched.data(), watched.size(), wait ? &*wait : nullptr, nullptr);
      if (watched[2].revents != 0) return;
      for (std::size_t from : {0U, 1U}) take(from);
    }
  }

  /// All that waits in a device.
  void take(std::size_t from) {
    for (;;) {
      const ssize_t size = ::read(devices[from].raw(), buffer.data(), buffer.size());
      if (size <= 0) return;
      const std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
      if (is_tcp(bytes)) send(from, bytes);
    }
  }

  void send(std::size_t from, std::string_view bytes) {
    link_model& model = models[from];
    const passage fate = model.pass(steady::now(), bytes.size());
    if (fate.what != trace::fate{}) {
      fates.push_back({from == 0 ? trace::side::client : trace::side::server, model.entered(), fate.what});
    }
    for (const auto arrives : fate.arrivals) {
      under_way.push_back({arrives, taken++, 1 - from, std::string(bytes)});
      std::ranges::push_heap(under_way, later);
    }
  }

  void deliver(steady::time_point now) {
    while (!under_way.empty() && under_way.front().arrives <= now) {
      std::ranges::pop_heap(under_way, later);
      const packet next = std::move(under_way.back());
      under_way.pop_back();
      // A device that takes it no more is at its end, and so is its connection.
      [[maybe_unused]] const ssize_t written = ::write(devices[next.to].raw(), next.bytes.data(), next.bytes.size());
    }
  }
};

relay::relay(descriptor client, descriptor server, const config::link_settings& settings)
    : running_(std::make_unique<state>(std::move(client), std::move(server), settings)) {
  running_->carrier = std::thread([self = running_.get()] { self->carry(); });
}

relay::~relay() { end(); }

std::vector<trace::fated_segment> relay::end() {
  if (!running_->carrier.joinable()) return {};
  ::eventfd_write(running_->ended.raw(), 1);
  running_->carrier.join();
  return std::move(running_->fates);
}

}  // namespace synfin::sandbox
