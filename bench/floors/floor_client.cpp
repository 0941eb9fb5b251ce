// The least work that loads an HTTP server in a closed loop: epoll_wait, recv, send. The first answer tells how long an
// answer is; from then on only bytes are counted.
//
//   floor_client --port N [--connections C] [--requests N | --milliseconds M] [--pipeline P] [--path /x] [--close]

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "bench/floors/arguments.hpp"
#include "bench/floors/system_call.hpp"

namespace synfin::bench {
namespace {

using clock = std::chrono::steady_clock;
constexpr int silence_limit_ms = 5'000;

struct settings {
  explicit settings(const arguments& given)
      : port(static_cast<std::uint16_t>(given.number("--port", 8080))),
        connections(given.number("--connections", 64)),
        milliseconds(given.number("--milliseconds", 0)),
        requests(given.number("--requests", milliseconds > 0 ? std::numeric_limits<std::uint64_t>::max() : 100'000)),
        pipeline(given.number("--pipeline", 1)),
        path(given.text("--path", "/")),
        closes(given.has("--close")) {
    if (connections == 0 || pipeline == 0) throw std::runtime_error("--connections and --pipeline start at 1");
    if (closes && pipeline > 1) throw std::runtime_error("--close asks once a connection: no --pipeline");
  }

  std::uint16_t port;
  std::uint64_t connections;
  std::uint64_t milliseconds;  ///< 0 = no limit
  std::uint64_t requests;
  std::uint64_t pipeline;  ///< requests in one write, answered before the next write
  std::string path;
  bool closes;  ///< one request a connection
};

std::string request_bytes(const settings& wanted) {
  return "GET " + wanted.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(wanted.port) + "\r\n" +
         (wanted.closes ? "Connection: close\r\n" : "") + "\r\n";
}

/// A connected socket. The connect blocks: over loopback it is done when the call returns.
int connect_to(std::uint16_t port) {
  const int peer = checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  const int on = 1;
  checked(::setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  checked(::connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
  return peer;
}

/// Sends all of `bytes`, which an idle connection's buffer is known to take.
void send_whole(int peer, std::string_view bytes) {
  const ssize_t sent = checked(::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT), "send");
  if (static_cast<std::size_t>(sent) != bytes.size()) throw std::runtime_error("the requests do not fit in one write");
}

std::uint64_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\ncontent-length:";
  std::string lower(head);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const std::size_t at = lower.find(name);
  if (at == std::string::npos) throw std::runtime_error("the answer has no Content-Length");
  return std::stoull(lower.substr(at + name.size()));
}

/// Asks once, reads the whole answer and returns its length, head and body.
std::uint64_t learn_length(const settings& wanted) {
  const int peer = connect_to(wanted.port);
  send_whole(peer, request_bytes(wanted));
  std::string answer;
  std::vector<char> input(std::size_t{64} * 1024);
  std::uint64_t length = 0;
  while (length == 0 || answer.size() < length) {
    const ssize_t got = checked(::recv(peer, input.data(), input.size(), 0), "recv");
    if (got == 0) throw std::runtime_error("the server closed before its first answer's end");
    answer.append(input.data(), static_cast<std::size_t>(got));
    const std::size_t end = answer.find("\r\n\r\n");
    if (length == 0 && end != std::string::npos) length = end + 4 + content_length(answer.substr(0, end));
  }
  ::close(peer);
  if (!answer.starts_with("HTTP/1.1 200 ")) throw std::runtime_error("no 200: " + answer.substr(0, answer.find('\r')));
  return length;
}

class load {
 public:
  explicit load(const settings& wanted)
      : wanted_(wanted), batch_length_(learn_length(wanted) * wanted.pipeline), request_(request_bytes(wanted)) {
    for (std::uint64_t i = 0; i < wanted.pipeline; ++i) batch_ += request_;
  }

  void run() {
    const clock::time_point start = clock::now();
    for (std::uint64_t i = 0; i < wanted_.connections && may_ask(); ++i) open();
    std::array<epoll_event, 128> events{};
    while (open_ > 0) {
      const int count = ::epoll_wait(epoll_, events.data(), events.size(), silence_limit_ms);
      if (count == 0) throw std::runtime_error("the server has been silent for five seconds");
      for (int i = 0; i < count; ++i) read(events[static_cast<std::size_t>(i)].data.fd);
      late_ = wanted_.milliseconds > 0 && clock::now() - start >= std::chrono::milliseconds(wanted_.milliseconds);
    }
    elapsed_ = clock::now() - start;
  }

  void report() const {
    std::printf(R"({"requests": %llu, "seconds": %.6f, "requests_per_second": %.1f, "bytes": %llu})"
                "\n",
                static_cast<unsigned long long>(done_), elapsed_.count(), static_cast<double>(done_) / elapsed_.count(),
                static_cast<unsigned long long>(bytes_));
  }

 private:
  bool may_ask() const { return !late_ && asked_ < wanted_.requests; }

  void open() {
    const int peer = connect_to(wanted_.port);
    epoll_event event{.events = EPOLLIN, .data = {.fd = peer}};
    checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, peer, &event), "epoll_ctl");
    if (static_cast<std::size_t>(peer) >= awaited_.size()) awaited_.resize(static_cast<std::size_t>(peer) + 1);
    ++open_;
    ask(peer);
  }

  void ask(int peer) {
    awaited_[static_cast<std::size_t>(peer)] = batch_length_;
    asked_ += wanted_.pipeline;
    send_whole(peer, batch_);
  }

  void read(int peer) {
    const auto got =
        static_cast<std::uint64_t>(checked(::recv(peer, input_.data(), input_.size(), MSG_DONTWAIT), "recv"));
    std::uint64_t& awaited = awaited_[static_cast<std::size_t>(peer)];
    if (got > awaited) throw std::runtime_error("an answer is longer than the first one");
    bytes_ += got;
    awaited -= got;
    if (got == 0) return closed_by_server(peer, awaited);
    if (awaited > 0) return;
    done_ += wanted_.pipeline;
    if (wanted_.closes) return;
    if (may_ask()) return ask(peer);
    finish(peer);
  }

  void closed_by_server(int peer, std::uint64_t awaited) {
    if (!wanted_.closes || awaited > 0)
      throw std::runtime_error("the server closed a connection before its answer's end");
    finish(peer);
    if (may_ask()) open();
  }

  void finish(int peer) {
    ::close(peer);
    --open_;
  }

  const settings& wanted_;
  std::uint64_t batch_length_;
  std::string request_;
  std::string batch_;
  int epoll_ = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  std::vector<std::uint64_t> awaited_;  ///< bytes still to come, by descriptor
  std::uint64_t asked_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t open_ = 0;
  bool late_ = false;
  std::chrono::duration<double> elapsed_{};
  std::vector<char> input_ = std::vector<char>(std::size_t{256} * 1024);
};

}  // namespace
}  // namespace synfin::bench

int main(int argc, char** argv) {
  try {
    const synfin::bench::settings wanted(synfin::bench::arguments(argc, argv));
    synfin::bench::load closed_loop(wanted);
    closed_loop.run();
    closed_loop.report();
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "floor_client: %s\n", failure.what());
    return 1;
  }
}
