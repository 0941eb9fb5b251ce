// The least work that answers HTTP requests over loopback: epoll_wait, recv, send. Nothing is parsed, every request
// gets the same answer. What a real server takes beyond this is the price of being one.
//
//   floor_server --file FILE [--port N] [--mode memory|sendfile] [--pipeline] [--close]

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "bench/floors/arguments.hpp"
#include "bench/floors/system_call.hpp"

namespace synfin::bench {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";

// Doubled by the kernel. What waits in a large send buffer has left the caches when it is copied to the reader: with
// 128 KiB a large file costs half of what the kernel's own choice (up to 4 MiB) makes it cost.
constexpr int send_buffer_bytes = 128 * 1024;

std::string http_date(std::time_t when) {
  std::array<char, 64> text{};
  std::tm parts{};
  ::gmtime_r(&when, &parts);
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

/// A head with the fields that a static server sends, so that the bytes on the wire compare.
std::string canned_head(const struct stat& file, bool closes) {
  std::array<char, 48> tag{};
  std::snprintf(tag.data(), tag.size(), "\"%lx-%lx\"", static_cast<unsigned long>(file.st_mtime),
                static_cast<unsigned long>(file.st_size));
  return "HTTP/1.1 200 OK\r\nDate: " + http_date(std::time(nullptr)) +
         "\r\nServer: floor\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(file.st_size) +
         "\r\nLast-Modified: " + http_date(file.st_mtime) + "\r\nETag: " + tag.data() + "\r\nAccept-Ranges: bytes\r\n" +
         (closes ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n");
}

/// The one answer, sent either from memory or as a head and a file.
class answer {
 public:
  answer(const std::string& path, bool by_sendfile, bool closes)
      : file_(checked(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path.c_str())),
        by_sendfile_(by_sendfile),
        flags_(MSG_NOSIGNAL | (closes ? MSG_MORE : 0)) {
    struct stat file{};
    checked(::fstat(file_, &file), "fstat");
    bytes_ = canned_head(file, closes);
    length_ = bytes_.size() + static_cast<std::size_t>(file.st_size);
    if (!by_sendfile_) fill_memory();
  }

  std::size_t length() const { return length_; }

  /// How much of `owed` bytes, which end with whole answers, one system call can take.
  std::size_t piece(std::size_t owed) const {
    const std::size_t start = start_of(owed);
    if (!by_sendfile_) return std::min(owed, bytes_.size() - start);
    return start < bytes_.size() ? bytes_.size() - start : length_ - start;
  }

  /// Sends the next piece of what is owed; as send(2) otherwise.
  ssize_t send_piece(int socket, std::size_t owed) const {
    const std::size_t start = start_of(owed);
    if (!by_sendfile_) return ::send(socket, bytes_.data() + start, piece(owed), flags_);
    if (start < bytes_.size()) return ::send(socket, bytes_.data() + start, piece(owed), MSG_NOSIGNAL | MSG_MORE);
    auto offset = static_cast<off_t>(start - bytes_.size());
    return ::sendfile(socket, file_, &offset, piece(owed));
  }

 private:
  std::size_t start_of(std::size_t owed) const { return (length_ - owed % length_) % length_; }

  /// Lays whole answers end to end, so that a pipelined batch leaves in one send.
  void fill_memory() {
    constexpr std::size_t batch_bytes = std::size_t{128} * 1024;
    const std::size_t head_size = bytes_.size();
    bytes_.resize(length_);
    std::size_t filled = head_size;
    while (filled < length_)
      filled += static_cast<std::size_t>(checked(::read(file_, bytes_.data() + filled, length_ - filled), "read"));
    const std::string one = bytes_;
    while (bytes_.size() + length_ <= batch_bytes) bytes_ += one;
  }

  int file_;
  bool by_sendfile_;
  int flags_;  ///< of send(2); where a close follows, MSG_MORE lets the FIN ride on the answer's last segment
  std::string bytes_;
  std::size_t length_ = 0;
};

/// What one connection still owes its client.
struct connection {
  std::size_t owed = 0;
  bool watched = false;        ///< known to epoll
  bool writing = false;        ///< epoll waits for room to write, not for requests
  std::array<char, 3> tail{};  ///< bytes since the last request's end, for a terminator cut in two
  std::size_t tail_size = 0;
};

class server {
 public:
  server(const answer& canned, bool pipelined, bool closes) : answer_(canned), pipelined_(pipelined), closes_(closes) {}

  /// Listens on 127.0.0.1; returns the port, which the kernel picks for 0.
  std::uint16_t listen(std::uint16_t port) {
    listener_ = checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    const int on = 1;
    checked(::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "SO_REUSEADDR");
    checked(::setsockopt(listener_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
    checked(::setsockopt(listener_, SOL_SOCKET, SO_SNDBUF, &send_buffer_bytes, sizeof send_buffer_bytes), "SO_SNDBUF");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
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
    std::array<epoll_event, 256> events{};
    for (;;) {
      const int count = ::epoll_wait(epoll_, events.data(), events.size(), -1);
      for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        if (event.data.fd == signals) return;
        if (event.data.fd == listener_)
          accept_all();
        else if (!serve(event.data.fd))
          ::close(event.data.fd);
      }
    }
  }

 private:
  void watch(int operation, int descriptor, std::uint32_t interest) const {
    epoll_event event{.events = interest, .data = {.fd = descriptor}};
    checked(::epoll_ctl(epoll_, operation, descriptor, &event), "epoll_ctl");
  }

  void watch_peer(int peer, connection& at, std::uint32_t interest) const {
    watch(at.watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, peer, interest);
    at.watched = true;
  }

  void accept_all() {
    for (int peer; (peer = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
      const auto slot = static_cast<std::size_t>(peer);
      if (slot >= connections_.size()) connections_.resize(slot + 1);
      connections_[slot] = connection{};
      // Where a connection brings one request only, it is often there with the handshake and epoll is not needed at
      // all.
      if (closes_ && !serve(peer))
        ::close(peer);
      else if (!connections_[slot].watched)
        watch_peer(peer, connections_[slot], EPOLLIN);
    }
  }

  /// One readiness of one connection; false when the connection is over.
  bool serve(int peer) {
    connection& at = connections_[static_cast<std::size_t>(peer)];
    if (!at.writing) {
      const ssize_t got = ::recv(peer, input_.data() + at.tail_size, input_.size() - at.tail_size, 0);
      if (got <= 0) return got < 0 && errno == EAGAIN;
      at.owed = answer_.length() * (pipelined_ ? requests_in(at, static_cast<std::size_t>(got)) : 1);
    }
    return write(peer, at);
  }

  /// Counts request ends in `got` fresh bytes, which follow room for the tail of those before.
  std::size_t requests_in(connection& at, std::size_t got) {
    std::copy_n(at.tail.begin(), at.tail_size, input_.begin());
    std::string_view rest(input_.data(), at.tail_size + got);
    std::size_t requests = 0;
    for (std::size_t end; (end = rest.find(head_end)) != std::string_view::npos; ++requests)
      rest.remove_prefix(end + head_end.size());
    at.tail_size = std::min(rest.size(), at.tail.size());
    std::copy_n(rest.end() - at.tail_size, at.tail_size, at.tail.begin());
    return requests;
  }

  bool write(int peer, connection& at) {
    while (at.owed > 0) {
      const std::size_t piece = answer_.piece(at.owed);
      const ssize_t sent = answer_.send_piece(peer, at.owed);
      if (sent == 0 || (sent < 0 && errno != EAGAIN)) return false;
      if (sent > 0) at.owed -= static_cast<std::size_t>(sent);
      if (sent < 0 || static_cast<std::size_t>(sent) < piece) break;
    }
    const bool unfinished = at.owed > 0;
    if (unfinished != at.writing) {
      watch_peer(peer, at, unfinished ? EPOLLOUT : EPOLLIN);
      at.writing = unfinished;
    }
    return unfinished || !closes_;
  }

  const answer& answer_;
  bool pipelined_;
  bool closes_;
  int epoll_ = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  int listener_ = -1;
  std::vector<connection> connections_;  ///< by descriptor
  std::array<char, std::size_t{64} * 1024> input_{};
};

/// A descriptor that turns readable on SIGTERM or SIGINT. SIGPIPE is ignored: sendfile(2) has no flag against it.
int stop_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  checked(::sigprocmask(SIG_BLOCK, &set, nullptr), "sigprocmask");
  return checked(::signalfd(-1, &set, SFD_CLOEXEC), "signalfd");
}

void serve(const arguments& given) {
  const std::string mode = given.text("--mode", "memory");
  if (mode != "memory" && mode != "sendfile") throw std::runtime_error("--mode is memory or sendfile");
  const int signals = stop_signals();
  const answer canned(given.text("--file", "index.html"), mode == "sendfile", given.has("--close"));
  server floor(canned, given.has("--pipeline"), given.has("--close"));
  std::printf("%u\n", floor.listen(static_cast<std::uint16_t>(given.number("--port", 0))));
  std::fflush(stdout);
  floor.run(signals);
}

}  // namespace
}  // namespace synfin::bench

int main(int argc, char** argv) {
  try {
    synfin::bench::serve({argc, argv});
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "floor_server: %s\n", failure.what());
    return 1;
  }
}
