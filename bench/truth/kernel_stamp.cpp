#include "bench/truth/kernel_stamp.hpp"

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstring>

#include "bench/floors/system_call.hpp"

namespace synfin::bench {
namespace {

constexpr unsigned arrivals = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE;
constexpr unsigned departures = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;

int stamp(int socket, unsigned what) { return ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPING, &what, sizeof what); }

/// A message's bytes and ancillary data, as recvmsg(2) fills them in.
class message {
 public:
  explicit message(std::span<char> bytes) : vector_{.iov_base = bytes.data(), .iov_len = bytes.size()} {
    header_.msg_iov = &vector_;
    header_.msg_iovlen = 1;
    header_.msg_control = control_.data();
    header_.msg_controllen = control_.size();
  }

  ssize_t receive(int socket, int flags) { return ::recvmsg(socket, &header_, flags); }

  /// The ancillary data of one kind; nullopt when it did not come.
  template <typename Data>
  std::optional<Data> ancillary(int level, int type) {
    for (cmsghdr* at = CMSG_FIRSTHDR(&header_); at != nullptr; at = CMSG_NXTHDR(&header_, at)) {
      if (at->cmsg_level != level || at->cmsg_type != type || at->cmsg_len < CMSG_LEN(sizeof(Data))) continue;
      Data data{};
      std::memcpy(&data, CMSG_DATA(at), sizeof data);
      return data;
    }
    return std::nullopt;
  }

  /// The software stamp.
  std::optional<kernel_time> stamp() {
    const auto found = ancillary<scm_timestamping>(SOL_SOCKET, SCM_TIMESTAMPING);
    if (!found || (found->ts[0].tv_sec == 0 && found->ts[0].tv_nsec == 0)) return std::nullopt;
    return std::chrono::seconds(found->ts[0].tv_sec) + kernel_time(found->ts[0].tv_nsec);
  }

 private:
  iovec vector_;
  msghdr header_{};
  alignas(cmsghdr) std::array<char, 512> control_{};
};

}  // namespace

void stamp_arrivals(int listener) { checked(stamp(listener, arrivals), "SO_TIMESTAMPING"); }

bool stamp_both_ways(int connection) {
  const int done = stamp(connection, arrivals | departures);
  if (done < 0 && errno == EINVAL) return false;  // it is closed: a departure has no place in its stream
  checked(done, "SO_TIMESTAMPING");
  return true;
}

arrival receive(int connection, std::span<char> into) {
  message got(into);
  const ssize_t size = got.receive(connection, MSG_DONTWAIT);
  return {.size = size, .at = size > 0 ? got.stamp() : std::nullopt};
}

std::optional<departure> next_departure(int connection) {
  message got({});
  if (got.receive(connection, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return std::nullopt;
  auto about = got.ancillary<sock_extended_err>(SOL_IP, IP_RECVERR);
  if (!about) about = got.ancillary<sock_extended_err>(SOL_IPV6, IPV6_RECVERR);
  const auto at = got.stamp();
  if (!about || !at || about->ee_origin != SO_EE_ORIGIN_TIMESTAMPING) return std::nullopt;
  return departure{.last_byte = about->ee_data, .at = *at};
}

}  // namespace synfin::bench
