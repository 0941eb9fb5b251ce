#include "client/check.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <fmt/format.h>

#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/error.hpp"
#include "common/http1/response_parser.hpp"
#include "common/net/address.hpp"
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

or_error<unsigned> answer_of(int socket, steady::time_point deadline) {
  response_parser parser(response_parser::answers_to::other_requests);
  std::array<char, 16 * 1024> buffer{};
  for (;;) {
    if (const auto late = wait_for(socket, POLLIN, deadline)) return std::unexpected(late);
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EAGAIN) continue;
    if (got < 0) return last_error();
    const auto read = got == 0 ? parser.finish() : parser.receive({buffer.data(), static_cast<std::size_t>(got)});
    if (read.complete) return parser.status();
    if (read.problem != error::none) return std::unexpected(make_error_code(read.problem));
    if (got == 0) return std::unexpected(make_error_code(error::closed_early));
  }
}

or_error<unsigned> ask(const config::url& url, const std::vector<net::address>& addresses,
                       steady::time_point deadline) {
  auto socket = connect_to_any(addresses, deadline);
  if (!socket) return std::unexpected(socket.error());
  const std::string request = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: synfin-client/{}\r\nAccept: */*\r\nConnection: close\r\n\r\n",
      url.target, url.authority, version);
  // A fresh socket's buffer takes a request of this size whole.
  if (::send(socket->raw(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return last_error();
  return answer_of(socket->raw(), deadline);
}

}  // namespace

std::expected<unsigned, std::string> check(const config::check_settings& settings) {
  const auto deadline = steady::now() + settings.timeout;
  const auto url = config::parse_url(settings.url);
  if (!url) return std::unexpected(url.error());
  const auto addresses = net::resolve(url->host, url->port);
  if (!addresses) return std::unexpected(addresses.error());
  const auto status = ask(*url, *addresses, deadline);
  if (status) return *status;
  if (status.error() == error::timeout)
    return std::unexpected(fmt::format("no answer within {} ms", settings.timeout.count()));
  return std::unexpected(status.error().message());
}

}  // namespace synfin::client
