#include "client/check.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "client/stream/stream.hpp"
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
/// The first of a host's addresses that takes the connection.
or_error<descriptor> connect_to_any(const std::vector<net::address>& addresses, steady::time_point deadline) {
  or_error<descriptor> made = std::unexpected(make_error_code(error::dns));
  for (const auto& each : addresses) {
    descriptor fresh(::socket(each.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fresh.valid()) return std::unexpected(std::error_code(errno, std::system_category()));
    made = connect_within(std::move(fresh), each, deadline);
    if (made) break;
  }
  return made;
}

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
