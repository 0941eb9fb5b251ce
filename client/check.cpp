#include "client/check.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "client/tls_options.hpp"
#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/error.hpp"
#include "common/http1/response_parser.hpp"
#include "common/net/address.hpp"
#include "common/tls/client_context.hpp"
#include "common/tls/session_shelf.hpp"
#include "config/url.hpp"
#include "synfin_version.hpp"

namespace synfin::client {
namespace {

using http1::response_parser;
template <typename Value>
using or_error = std::expected<Value, std::error_code>;

std::unexpected<std::error_code> last_error() noexcept {
  return std::unexpected(std::error_code(errno, std::system_category()));
}

/// Waits for `events`; an error when the time is over.
std::error_code wait_for(int socket, short events, steady::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady::now()).count();
  pollfd watched{socket, events, 0};
  if (left <= 0 || ::poll(&watched, 1, static_cast<int>(left)) == 0) return error::timeout;
  return {};
}

or_error<descriptor> connect_to(const net::address& where, steady::time_point deadline) {
  descriptor socket(::socket(where.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return last_error();
  if (::connect(socket.raw(), where.data(), where.size()) == 0) return socket;
  if (errno != EINPROGRESS) return last_error();
  if (const auto late = wait_for(socket.raw(), POLLOUT, deadline)) return std::unexpected(late);
  int problem = 0;
  socklen_t length = sizeof problem;
  ::getsockopt(socket.raw(), SOL_SOCKET, SO_ERROR, &problem, &length);
  if (problem != 0) return std::unexpected(std::error_code(problem, std::system_category()));
  return socket;
}

/// The first of a host's addresses that takes the connection.
or_error<descriptor> connect_to_any(const std::vector<net::address>& addresses, steady::time_point deadline) {
  or_error<descriptor> made = std::unexpected(make_error_code(error::dns));
  for (const auto& each : addresses) {
    made = connect_to(each, deadline);
    if (made) break;
  }
  return made;
}

/// The connection that the answer comes by: a socket, and TLS on it where the URL says so.
class stream {
 public:
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;
  ~stream() {
    if (channel_) channel_->close_notify();
  }

  stream(int socket, steady::time_point deadline) noexcept : socket_(socket), deadline_(deadline) {}

  std::error_code shake_hands(tls::channel fresh) {
    channel_.emplace(std::move(fresh));
    return complete([this] { return channel_->handshake(); });
  }

  /// Sends all of it.
  std::error_code send(std::string_view bytes) {
    // A fresh socket's buffer takes a request of this size whole.
    if (channel_) {
      const auto written = channel_->write(bytes);
      return written ? complete([this] { return channel_->flush(); }) : written.error();
    }
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0 ? last_error().error() : std::error_code{};
  }

  /// Waits for bytes; none is the end.
  or_error<std::size_t> receive(std::span<char> into) {
    std::size_t count = 0;
    const auto problem = complete([&]() -> std::error_code {
      if (channel_) {
        const auto got = channel_->read(into);
        count = got.value_or(0);
        return got ? std::error_code{} : got.error();
      }
      const ssize_t got = ::recv(socket_, into.data(), into.size(), 0);
      count = got < 0 ? 0 : static_cast<std::size_t>(got);
      return got < 0 ? last_error().error() : std::error_code{};
    });
    if (problem) return std::unexpected(problem);
    return count;
  }

  /// What a failure of this stream means.
  std::string words_for(const std::error_code& problem) const {
    return problem == error::tls && channel_ ? tls::explain(*channel_) : problem.message();
  }

 private:
  /// Does `act` until it need not wait any more.
  template <typename Action>
  std::error_code complete(Action act) {
    for (;;) {
      const std::error_code problem = act();
      if (problem != std::errc::operation_would_block) return problem;
      const auto events = static_cast<short>(channel_ && channel_->unsent() ? POLLOUT : POLLIN);
      if (const auto late = wait_for(socket_, events, deadline_)) return late;
    }
  }

  int socket_;
  steady::time_point deadline_;
  std::optional<tls::channel> channel_;
};

or_error<unsigned> answer_of(stream& from, http::response_watcher* watcher) {
  response_parser parser(response_parser::answers_to::other_requests, watcher);
  std::array<char, 16 * 1024> buffer{};
  for (;;) {
    const auto got = from.receive(buffer);
    if (!got) return std::unexpected(got.error());
    const auto read = *got == 0 ? parser.finish() : parser.receive({buffer.data(), *got});
    if (read.complete) return parser.status();
    if (read.problem != error::none) return std::unexpected(make_error_code(read.problem));
    if (*got == 0) return std::unexpected(make_error_code(error::closed_early));
  }
}

or_error<unsigned> ask(stream& on, const config::url& url, http::response_watcher* watcher) {
  const std::string request = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: synfin-client/{}\r\nAccept: */*\r\nConnection: close\r\n\r\n",
      url.target, url.authority, version);
  if (const auto problem = on.send(request)) return std::unexpected(problem);
  return answer_of(on, watcher);
}

std::string said(const std::error_code& problem, const config::check_settings& settings) {
  return problem == error::timeout ? fmt::format("no answer within {} ms", settings.timeout.count())
                                   : problem.message();
}

}  // namespace

std::expected<unsigned, std::string> check(const config::check_settings& settings, http::response_watcher* watcher) {
  const auto deadline = steady::now() + settings.timeout;
  const auto url = config::parse_url(settings.url);
  if (!url) return std::unexpected(url.error());
  std::optional<tls::client_context> context;
  if (url->secure) {
    auto made = tls::client_context::make(tls_options(settings.tls));
    if (!made) return std::unexpected(made.error());
    context.emplace(*std::move(made));
  }
  const auto addresses = net::resolve(url->host, url->port);
  if (!addresses) return std::unexpected(addresses.error());
  const auto socket = connect_to_any(*addresses, deadline);
  if (!socket) return std::unexpected(said(socket.error(), settings));

  tls::session_shelf none;
  stream on(socket->raw(), deadline);
  const auto failed = [&](const std::error_code& problem) {
    return std::unexpected(problem == error::timeout ? said(problem, settings) : on.words_for(problem));
  };
  if (context) {
    if (const auto problem = on.shake_hands(context->connect(socket->raw(), url->host, {"http/1.1"}, none))) {
      return failed(problem);
    }
  }
  const auto status = ask(on, *url, watcher);
  if (!status) return failed(status.error());
  return *status;
}

}  // namespace synfin::client
