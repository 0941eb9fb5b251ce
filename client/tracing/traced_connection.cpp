#include "client/tracing/traced_connection.hpp"

#include <netinet/tcp.h>

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <openssl/ssl.h>

#include "client/stream/stream.hpp"
#include "client/tls_options.hpp"
#include "client/trace/capture/live_capture.hpp"
#include "client/tracing/closing.hpp"
#include "client/tracing/conversation.hpp"
#include "client/tracing/http1_exchange.hpp"
#include "client/tracing/http2_exchange.hpp"
#include "client/tracing/time_wait.hpp"
#include "client/tracing/watched_socket.hpp"
#include "common/error.hpp"
#include "common/tls/client_context.hpp"
#include "common/tls/session_shelf.hpp"
#include "config/url.hpp"

namespace synfin::tracing {
namespace {

using namespace std::chrono_literals;
using config::trace_view;

constexpr auto after_alert = 1s;

/// What is needed before anything is sent.
struct preparation {
  config::url url;
  net::address where;
  std::optional<tls::client_context> context;
  tls::session_shelf sessions;
};

std::expected<preparation, std::string> prepare(const config::trace_settings& settings) {
  auto url = config::parse_url(settings.url);
  if (!url) return std::unexpected(std::move(url.error()));
  preparation made{.url = *std::move(url), .where = {}, .context = std::nullopt, .sessions = {}};
  if (made.url.secure) {
    auto context = tls::client_context::make(client::tls_options(settings.tls));
    if (!context) return std::unexpected(std::move(context.error()));
    made.context.emplace(*std::move(context));
  }
  auto addresses = net::resolve(made.url.host, made.url.port);
  if (!addresses) return std::unexpected(fmt::format("{}: {}", made.url.host, addresses.error()));
  made.where = addresses->front();
  return made;
}

/// What ALPN may agree on. How HTTP/1.1 ends a connection HTTP/2 has no words for.
std::vector<std::string> offered(const config::trace_settings& settings) {
  const bool by_http1 = settings.close == config::close_kind::half || settings.close == config::close_kind::server;
  if (settings.http == config::http_choice::http2) return {"h2"};
  if (settings.http == config::http_choice::http1 || by_http1) return {"http/1.1"};
  return {"h2", "http/1.1"};
}

/// Asks by the version that was agreed on, or is known to be spoken.
std::string converse(conversation& talk) {
  const bool wanted = talk.settings.http == config::http_choice::http2;
  const bool agreed = talk.on.agreed_protocol() == "h2";
  if (talk.url.secure && wanted && !agreed) {
    return "the server does not speak HTTP/2 (ALPN h2): use --http 1.1, or auto";
  }
  return agreed || wanted ? converse_by_http2(talk) : converse_by_http1(talk);
}

/// Our alert is the end for the server, too: most close at once, and their FIN is no race with ours then.
void part_after_alert(watched_socket& socket, steady::time_point deadline) {
  const auto soon = [deadline] { return std::min(deadline, steady::now() + after_alert); };
  std::error_code end = socket.await_end(soon());
  socket.end_output();
  if (end != std::errc::connection_reset) end = socket.await_end(soon());
}

/// Connects, agrees on TLS, asks, ends. What went wrong; empty if nothing did.
std::string live(preparation& with, watched_socket& socket, const config::trace_settings& settings,
                 std::vector<trace::unsealed>& opened) {
  const auto deadline = steady::now() + settings.timeout;
  const auto late = [&settings] { return fmt::format("not done within {} ms", settings.timeout.count()); };
  if (const auto problem = socket.connect(with.where, deadline)) {
    return problem == error::timeout ? late() : problem.message();
  }
  client::stream on(socket.raw(), deadline, &socket);
  SSL* sealed = nullptr;
  if (with.context) {
    tls::channel fresh = with.context->connect(socket.raw(), with.url.host, offered(settings), with.sessions);
    sealed = &fresh.raw();
    SSL_set_read_ahead(sealed, 0);  // record by record, so that each is known by where it ends
    if (const auto problem = on.shake_hands(std::move(fresh))) {
      std::string words = problem == error::timeout ? late() : on.words_for(problem);
      part_after_alert(socket, deadline);
      return words;
    }
  }
  conversation talk{settings, with.url, socket, on, deadline, opened, sealed};
  std::string problem = converse(talk);
  if (problem.empty()) return end(talk);
  if (steady::now() >= deadline) problem = late();
  // Where the server has ended its side, ours is still to be; a reset leaves nothing to end.
  const auto now = socket.notes().look();
  if (!socket.notes().has_ended() || (now && now->state != TCP_CLOSE)) end(talk);
  return problem;
}

/// A first connection, which is not drawn, for the session that the traced one is to resume.
std::string fetch_session(preparation& with, const config::trace_settings& settings) {
  auto socket = watched_socket::bound(with.where.family());
  if (!socket) return std::move(socket.error());
  std::vector<trace::unsealed> ignored;
  config::trace_settings once = settings;
  once.requests = 1;
  once.close = config::close_kind::fin;
  std::string problem = live(with, *socket, once, ignored);
  if (!problem.empty()) return "the connection before it, for a session to resume: " + problem;
  return with.sessions.size() == 0 ? "the server gave no session that could be resumed" : std::string{};
}

/// Why there is nothing to draw.
std::string nothing_seen(const config::trace_settings& settings, const std::string& problem, const std::string& other) {
  return fmt::format("{}: {}", settings.url, problem.empty() ? other : problem);
}

/// Where TIME_WAIT is, if this machine knows of it: at our end, or at the server's where that is here, too.
void note_time_wait(trace::flow& in, const net::address& local, const net::address& remote) {
  in.time_wait_left = time_wait_left(local, remote);
  if (!in.time_wait_left) in.time_wait_left = time_wait_left(remote, local);
}

}  // namespace

std::expected<traced_connection, std::string> trace_connection(const config::trace_settings& settings) {
  auto with = prepare(settings);
  if (!with) return std::unexpected(std::move(with.error()));
  if (settings.resume) {
    if (std::string problem = fetch_session(*with, settings); !problem.empty()) {
      return std::unexpected(std::move(problem));
    }
  }
  auto socket = watched_socket::bound(with->where.family());
  if (!socket) return std::unexpected(std::move(socket.error()));
  traced_connection made;
  std::optional<trace::live_capture> capture;
  if (settings.view != trace_view::kernel) {
    auto begun = trace::live_capture::begin(socket->local().port());
    if (begun) {
      capture.emplace(*std::move(begun));
    } else {
      made.uncaptured = std::move(begun.error());
    }
    if (!capture && settings.view == trace_view::capture) return std::unexpected(std::move(made.uncaptured));
  }
  std::vector<trace::unsealed> opened;
  made.problem = live(*with, *socket, settings, opened);
  const trace::testimony testimony = socket->notes().take_testimony();
  const auto told = trace::follow(trace::segments_of(testimony));
  if (!told) return std::unexpected(nothing_seen(settings, made.problem, told.error()));
  made.seen = *told;
  made.seen.seen_by = trace::witness::kernel;
  made.seen.missed = testimony.missed;
  const net::address local = socket->local();
  if (capture) {
    std::this_thread::sleep_for(settings.afterwards);
    const trace::captured all = capture->end();
    auto captured = trace::follow(all.segments);
    if (!captured) return std::unexpected(nothing_seen(settings, made.problem, captured.error()));
    made.told = std::exchange(made.seen, *std::move(captured));
    made.seen.missed = all.missed;
  }
  made.seen.samples = socket->notes().take_samples();
  if (made.told) made.told->opened = opened;
  made.seen.opened = std::move(opened);
  note_time_wait(made.seen, local, with->where);
  return made;
}

}  // namespace synfin::tracing
