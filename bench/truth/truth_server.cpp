// Answers every request (HTTP/1, without a body) a known time after it came, and tells at its end what the truth was:
// by the kernel's stamps of each request and of its answer. What a load generator prints is held against that.
//
//   truth_server [--delay constant:1ms|bimodal:1ms,20ms,2%|exponential:2ms|none] [--seed N] [--address A] [--port N]
//                [--log FILE.csv] [--mark N]
//
// Prints its port; `marked` when the Nth request has come; on SIGTERM or SIGINT one JSON object. Pipelined requests are
// answered one after another.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <exception>
#include <queue>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/floors/arguments.hpp"
#include "bench/floors/system_call.hpp"
#include "bench/truth/delay.hpp"
#include "bench/truth/kernel_stamp.hpp"
#include "bench/truth/service_log.hpp"

namespace synfin::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::string_view kept_answer =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nConnection: keep-alive\r\n\r\ntruth\n";
constexpr std::string_view last_answer =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nConnection: close\r\n\r\ntruth\n";
constexpr std::size_t longest_head = std::size_t{64} * 1024;

// A sleep ends late by some tens of microseconds; what is due sooner than this is waited for awake.
constexpr nanoseconds awake_before = 60us;

nanoseconds now_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

nanoseconds now() { return now_of(CLOCK_MONOTONIC); }

bool asks_to_close(std::string_view head) {
  constexpr std::string_view field = "\r\nconnection: close";
  return std::search(head.begin(), head.end(), field.begin(), field.end(),
                     [](unsigned char one, unsigned char other) { return std::tolower(one) == other; }) != head.end();
}

/// The two clocks side by side: the kernel's stamps are of one, waits of the other.
class clock_pair {
 public:
  /// How long ago the wall clock showed `then`; at least 0.
  nanoseconds since(kernel_time then) {
    const nanoseconds before = now();
    const nanoseconds wall = now_of(CLOCK_REALTIME);
    const nanoseconds after = now();
    if (after - before < 100us) compare(wall - after);  // else this process was put aside between the looks
    return std::max(wall - then, 0ns);
  }

  /// Was the wall clock set since the last call?
  bool stepped() { return std::exchange(stepped_, false); }

 private:
  void compare(nanoseconds apart) {
    constexpr nanoseconds slew = 1ms;
    if (apart_ != 0ns && std::chrono::abs(apart - apart_) > slew) stepped_ = true;
    apart_ = apart;
  }

  nanoseconds apart_{0};
  bool stepped_ = false;
};

struct connection {
  std::uint32_t number = 0;
  std::uint32_t bytes_sent = 0;
  std::uint32_t generation = 0;  ///< tells it from others that had the same descriptor
  bool open = false;
  bool busy = false;       ///< a request waits for its answer
  bool peer_done = false;  ///< its FIN came
  bool closes = false;     ///< after the answer that is due
  std::string input;
  std::optional<kernel_time> input_came;
  nanoseconds input_read{0};
  std::vector<std::pair<std::uint32_t, std::size_t>> unstamped;  ///< last byte of an answer, and its place in the log
};

/// An answer that waits for its time.
struct due_answer {
  nanoseconds at{0};
  int peer = -1;
  std::uint32_t generation = 0;
  std::size_t place = 0;
  nanoseconds read{0};

  bool operator<(const due_answer& other) const { return at > other.at; }  // the queue has the largest in front
};

using event_batch = std::array<epoll_event, 256>;

class truth_server {
 public:
  /// `mark` is the number of the request that is announced on standard output; 0 = none.
  truth_server(const delay& delays, std::uint64_t seed, std::uint64_t mark)
      : delays_(delays), random_(seed), mark_(mark) {}

  /// Listens; returns the port, which the kernel picks for 0.
  std::uint16_t listen(const std::string& text, std::uint16_t port) {
    listener_ = checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    const int on = 1;
    checked(::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "SO_REUSEADDR");
    checked(::setsockopt(listener_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
    stamp_arrivals(listener_);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (::inet_pton(AF_INET, text.c_str(), &address.sin_addr) != 1)
      throw std::runtime_error("--address wants an IPv4 address, not '" + text + "'");
    socklen_t size = sizeof address;
    checked(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), "bind");
    checked(::listen(listener_, 4096), "listen");
    checked(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    watch(EPOLL_CTL_ADD, listener_, EPOLLIN);
    return ntohs(address.sin_port);
  }

  /// Serves until SIGTERM or SIGINT arrives on `signals`.
  void run(int signals) {
    watch(EPOLL_CTL_ADD, signals, EPOLLIN);
    event_batch events{};
    for (;;) {
      answer_what_is_due();
      const int count = wait(events);
      for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        const auto descriptor = static_cast<int>(event.data.u64 & 0xffff'ffff);
        if (descriptor == signals) return;
        if (descriptor == listener_)
          accept_all();
        else if (at(descriptor).generation == event.data.u64 >> 32)  // else it was closed earlier in this round
          serve(descriptor, event.events);
      }
    }
  }

  const service_log& log() const { return log_; }

 private:
  void watch(int operation, int descriptor, std::uint32_t interest, std::uint32_t generation = 0) const {
    epoll_event event{};
    event.events = interest;
    event.data.u64 = std::uint64_t{generation} << 32 | static_cast<std::uint32_t>(descriptor);
    checked(::epoll_ctl(epoll_, operation, descriptor, &event), "epoll_ctl");
  }

  connection& at(int peer) { return connections_[static_cast<std::size_t>(peer)]; }

  int wait(event_batch& events) const {
    if (due_.empty()) return ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    const nanoseconds left = std::max(due_.top().at - awake_before - now(), 0ns);
    const timespec limit{.tv_sec = left / 1s, .tv_nsec = (left % 1s).count()};
    return ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &limit, nullptr);
  }

  void answer_what_is_due() {
    while (!due_.empty() && due_.top().at - awake_before <= now()) {
      const due_answer next = due_.top();
      due_.pop();
      while (now() < next.at) continue;
      connection& to = at(next.peer);
      if (to.open && to.generation == next.generation) answer(next.peer, to, next);
    }
  }

  void accept_all() {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    for (int peer;
         (peer = ::accept4(listener_, reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
      begin(peer, from);
      size = sizeof from;
    }
  }

  void begin(int peer, const sockaddr_in& from) {
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &from.sin_addr, text.data(), text.size());
    const std::uint32_t number =
        log_.add_connection(std::string(text.data()) + ":" + std::to_string(ntohs(from.sin_port)));
    if (!stamp_both_ways(peer)) {
      ::close(peer);
      return;
    }
    if (static_cast<std::size_t>(peer) >= connections_.size()) connections_.resize(static_cast<std::size_t>(peer) + 1);
    connection& begun = at(peer);
    begun = {};
    begun.number = number;
    begun.generation = ++generations_;
    begun.open = true;
    watch(EPOLL_CTL_ADD, peer, EPOLLIN, begun.generation);
  }

  void serve(int peer, std::uint32_t events) {
    connection& from = at(peer);
    // Stamps of what was sent raise EPOLLERR; an error of the connection comes with EPOLLHUP or is met in reading.
    if ((events & EPOLLERR) != 0U) note_departures(peer, from);
    if ((events & EPOLLHUP) != 0U)
      close(peer, from);
    else if ((events & EPOLLIN) != 0U)
      read(peer, from);
  }

  void read(int peer, connection& from) {
    const arrival got = receive(peer, buffer_);
    if (got.size < 0 && errno == EAGAIN) return;
    if (got.size < 0 || from.input.size() > longest_head) {
      close(peer, from);
      return;
    }
    if (got.size == 0) {
      from.peer_done = true;
      if (!from.busy)
        close(peer, from);
      else
        watch(EPOLL_CTL_MOD, peer, 0, from.generation);  // an end stays readable; the answer is still owed
      return;
    }
    from.input.append(buffer_.data(), static_cast<std::size_t>(got.size));
    from.input_came = got.at;
    from.input_read = now();
    if (!from.busy) begin_next(peer, from);
  }

  /// Takes up the next whole request among what was read.
  void begin_next(int peer, connection& from) {
    const std::size_t end = from.input.find(head_end);
    if (end == std::string::npos) return;
    from.closes = asks_to_close(std::string_view(from.input).substr(0, end + 2));
    from.input.erase(0, end + head_end.size());
    from.busy = true;
    const nanoseconds drawn = delays_.next(random_);
    const nanoseconds age = from.input_came ? clocks_.since(*from.input_came) : now() - from.input_read;
    if (clocks_.stepped()) log_.clock_stepped();
    service begun;
    begun.connection = from.number;
    begun.drawn = drawn;
    begun.arrived = from.input_came;
    const std::size_t place = log_.add(begun);
    if (place + 1 == mark_) {
      std::puts("marked");
      std::fflush(stdout);
    }
    due_.push({.at = now() - age + drawn,
               .peer = peer,
               .generation = from.generation,
               .place = place,
               .read = from.input_read});
  }

  void answer(int peer, connection& to, const due_answer& what) {
    const std::string_view bytes = to.closes ? last_answer : kept_answer;
    to.busy = false;
    if (::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
      close(peer, to);
      return;
    }
    log_.at(what.place).own = now() - what.read;
    to.bytes_sent += static_cast<std::uint32_t>(bytes.size());
    to.unstamped.emplace_back(to.bytes_sent - 1, what.place);
    note_departures(peer, to);
    if (to.closes || to.peer_done)
      close(peer, to);
    else
      begin_next(peer, to);
  }

  void note_departures(int peer, connection& from) {
    while (const auto stamped = next_departure(peer)) {
      const auto found = std::find_if(from.unstamped.begin(), from.unstamped.end(),
                                      [&](const auto& sent) { return sent.first == stamped->last_byte; });
      if (found == from.unstamped.end()) continue;
      log_.at(found->second).left = stamped->at;
      from.unstamped.erase(found);
    }
  }

  static void close(int peer, connection& ended) {
    ended = {};
    ::close(peer);
  }

  delay delays_;
  std::mt19937_64 random_;
  std::uint64_t mark_;
  clock_pair clocks_;
  service_log log_;
  int epoll_ = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  int listener_ = -1;
  std::uint32_t generations_ = 0;
  std::vector<connection> connections_;  ///< by descriptor
  std::priority_queue<due_answer> due_;
  std::array<char, std::size_t{16} * 1024> buffer_{};
};

/// A descriptor that turns readable on SIGTERM or SIGINT.
int stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  checked(::sigprocmask(SIG_BLOCK, &set, nullptr), "sigprocmask");
  return checked(::signalfd(-1, &set, SFD_CLOEXEC), "signalfd");
}

void serve(const arguments& given) {
  const std::string text = given.text("--delay", "constant:1ms");
  const auto delays = delay::parse(text);
  if (!delays) throw std::runtime_error(delays.error());
  const int signals = stop_signals();
  checked(::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL), "PR_SET_TIMERSLACK");
  truth_server server(*delays, given.number("--seed", 1), given.number("--mark", 0));
  const auto port = static_cast<std::uint16_t>(given.number("--port", 0));
  std::printf("%u\n", server.listen(given.text("--address", "127.0.0.1"), port));
  std::fflush(stdout);
  server.run(signals);
  std::printf("%s\n", server.log().summary(text, *delays).c_str());
  if (const std::string log = given.text("--log", ""); !log.empty()) server.log().write_csv(log);
}

}  // namespace
}  // namespace synfin::bench

int main(int argc, char** argv) {
  try {
    synfin::bench::serve({argc, argv});
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "truth_server: %s\n", failure.what());
    return 1;
  }
}
