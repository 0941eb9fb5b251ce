#include "client/traced_connection.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "client/stream.hpp"
#include "client/tls_options.hpp"
#include "client/trace/live_capture.hpp"
#include "common/error.hpp"
#include "common/http1/response_parser.hpp"
#include "common/tls/client_context.hpp"
#include "common/tls/session_shelf.hpp"
#include "config/url.hpp"
#include "synfin_version.hpp"

namespace synfin::client {
namespace {

using namespace std::chrono_literals;
using http1::response_parser;

constexpr auto late_segments = 100ms;  // what both kernels still say after the end

/// What is needed before anything is sent.
struct preparation {
  config::url url;
  net::address where;
  std::optional<tls::client_context> context;
  descriptor socket;
};

/// A socket whose port is known before it connects, so that the capture is there for the SYN.
std::expected<descriptor, std::string> bound_socket(int family) {
  descriptor made(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const net::address any = net::numeric_address(family == AF_INET6 ? "::" : "0.0.0.0", 0);
  if (!made.valid() || ::bind(made.raw(), any.data(), any.size()) != 0) {
    return std::unexpected(fmt::format("no socket: {}", std::system_category().message(errno)));
  }
  return made;
}

std::expected<preparation, std::string> prepare(const config::trace_settings& settings) {
  auto url = config::parse_url(settings.url);
  if (!url) return std::unexpected(std::move(url.error()));
  preparation made{.url = *std::move(url), .where = {}, .context = std::nullopt, .socket = {}};
  if (made.url.secure) {
    auto context = tls::client_context::make(tls_options(settings.tls));
    if (!context) return std::unexpected(std::move(context.error()));
    made.context.emplace(*std::move(context));
  }
  auto addresses = net::resolve(made.url.host, made.url.port);
  if (!addresses) return std::unexpected(fmt::format("{}: {}", made.url.host, addresses.error()));
  made.where = addresses->front();
  auto socket = bound_socket(made.where.family());
  if (!socket) return std::unexpected(std::move(socket.error()));
  made.socket = *std::move(socket);
  return made;
}

/// Asks once; true if the connection may take another request.
or_error<bool> ask(stream& on, const config::url& url) {
  const std::string request =
      fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: synfin-client/{}\r\nAccept: */*\r\n\r\n", url.target,
                  url.authority, version);
  if (const auto problem = on.send(request)) return std::unexpected(problem);
  response_parser parser(response_parser::answers_to::other_requests);
  std::array<char, 64 * 1024> buffer{};
  for (;;) {
    const auto got = on.receive(buffer);
    if (!got) return std::unexpected(got.error());
    const auto read = *got == 0 ? parser.finish() : parser.receive({buffer.data(), *got});
    if (read.complete) return parser.keep_alive();
    if (read.problem != error::none) return std::unexpected(make_error_code(read.problem));
    if (*got == 0) return std::unexpected(make_error_code(error::closed_early));
  }
}

/// Our FIN, and all that the server still has to say, up to its own.
std::error_code part(stream& on, int socket) {
  on.say_goodbye();
  ::shutdown(socket, SHUT_WR);
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto got = on.receive(buffer);
    if (!got) return got.error() == error::tls_truncated ? std::error_code{} : got.error();
    if (*got == 0) return {};
  }
}

/// What went wrong; empty if nothing did.
std::string exchange(preparation& with, const config::trace_settings& settings) {
  const auto deadline = steady::now() + settings.timeout;
  const auto said = [&settings](const std::error_code& problem) {
    return problem == error::timeout ? fmt::format("not done within {} ms", settings.timeout.count())
                                     : problem.message();
  };
  auto connected = connect_within(std::move(with.socket), with.where, deadline);
  if (!connected) return said(connected.error());
  with.socket = *std::move(connected);
  const int socket = with.socket.raw();
  tls::session_shelf none;
  stream on(socket, deadline);
  if (with.context) {
    if (const auto problem = on.shake_hands(with.context->connect(socket, with.url.host, {"http/1.1"}, none))) {
      return on.words_for(problem);
    }
  }
  for (std::size_t i = 0; i < settings.requests; ++i) {
    const auto goes_on = ask(on, with.url);
    if (!goes_on) return goes_on.error() == error::timeout ? said(goes_on.error()) : on.words_for(goes_on.error());
    if (!*goes_on) break;
  }
  const auto problem = part(on, socket);
  return problem ? said(problem) : std::string{};
}

}  // namespace

std::expected<traced_connection, std::string> trace_connection(const config::trace_settings& settings) {
  auto with = prepare(settings);
  if (!with) return std::unexpected(std::move(with.error()));
  const auto port = net::local_address(with->socket.raw()).port();
  auto capture = trace::live_capture::begin(port);
  if (!capture) return std::unexpected(std::move(capture.error()));
  std::string problem = exchange(*with, settings);
  std::this_thread::sleep_for(late_segments);
  with->socket = descriptor();
  const trace::captured all = capture->end();
  auto found = trace::follow(all.segments);
  if (!found) return std::unexpected(problem.empty() ? found.error() : problem);
  found->missed = all.missed;
  return traced_connection{*std::move(found), std::move(problem)};
}

}  // namespace synfin::client
