#include "client/sandbox/tun_device.hpp"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "common/net/address.hpp"

namespace synfin::sandbox {
namespace {

constexpr const char* path = "/dev/net/tun";
constexpr std::string_view name = "sandbox";
constexpr std::uint32_t queue_length = 10'000;  // the kernel's own of 500 overflows when a large window goes at once

std::unexpected<std::string> not_opened(int reason) {
  const auto why = std::system_category().message(reason);
  if (reason == ENOENT || reason == ENODEV || reason == ENXIO) {
    return std::unexpected(
        fmt::format("--sandbox: {}: {}: load its module (modprobe tun), or give the container the "
                    "device (--device {})",
                    path, why, path));
  }
  return std::unexpected(
      fmt::format("--sandbox: {}: {}: run it as root, or have root allow it (chmod 0666 {})", path, why, path));
}

std::unexpected<std::string> not_made(int reason) {
  return std::unexpected(
      fmt::format("--sandbox: no network device ({}): run it as root; AppArmor or a container's "
                  "profile may keep users from it",
                  std::system_category().message(reason)));
}

ifreq named() {
  ifreq request{};
  name.copy(request.ifr_name, sizeof request.ifr_name - 1);
  return request;
}

ifreq with_address(const std::string& host) {
  ifreq request = named();
  const auto address = net::numeric_address(host, 0);
  std::memcpy(&request.ifr_addr, address.data(), address.size());
  return request;
}

/// By rtnetlink(7): the ioctl for it takes rights outside of the namespace. Sets errno.
bool lengthen_queue() {
  struct {
    nlmsghdr head{.nlmsg_len = sizeof(*this),
                  .nlmsg_type = RTM_SETLINK,
                  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
                  .nlmsg_seq = 1,
                  .nlmsg_pid = 0};
    ifinfomsg link{};
    rtattr attribute{.rta_len = RTA_LENGTH(sizeof queue_length), .rta_type = IFLA_TXQLEN};
    std::uint32_t length = queue_length;
  } wanted;
  struct {
    nlmsghdr head;
    nlmsgerr result;
  } answer{};
  wanted.link.ifi_index = static_cast<int>(::if_nametoindex(named().ifr_name));
  const descriptor kernel(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (::send(kernel.raw(), &wanted, sizeof wanted, 0) < 0) return false;
  if (::recv(kernel.raw(), &answer, sizeof answer, 0) < 0) return false;
  errno = -answer.result.error;
  return answer.result.error == 0;
}

/// netdevice(7).
bool bring_up(const std::string& host) {
  const descriptor any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq address = with_address(host);
  ifreq mask = with_address("255.255.255.0");
  ifreq flags = named();
  flags.ifr_flags = IFF_UP | IFF_RUNNING;
  return ::ioctl(any.raw(), SIOCSIFADDR, &address) == 0 && ::ioctl(any.raw(), SIOCSIFNETMASK, &mask) == 0 &&
         lengthen_queue() && ::ioctl(any.raw(), SIOCSIFFLAGS, &flags) == 0;
}

}  // namespace

std::expected<descriptor, std::string> make_tun_device(const std::string& host) {
  descriptor made(::open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!made.valid()) return not_opened(errno);
  ifreq request = named();
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (::ioctl(made.raw(), TUNSETIFF, &request) != 0 || !bring_up(host)) return not_made(errno);
  return made;
}

}  // namespace synfin::sandbox
