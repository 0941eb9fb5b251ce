#include "config/load/connection_flags.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>

#include "config/load/custom_flag.hpp"
#include "config/load/source_list.hpp"
#include "config/number.hpp"
#include "config/url.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono_literals;
using problem = std::optional<std::string>;

constexpr std::string_view group = "Connections";
constexpr milliseconds day = 24h;

/// `N` or `N:M`.
problem take_reuse(std::string_view text, load_settings& into) {
  const auto colon = text.find(':');
  const auto min = parse_number(text.substr(0, colon));
  const auto max = colon == std::string_view::npos ? min : parse_number(text.substr(colon + 1));
  if (!min || !max || *min == 0 || *max < *min) return "not N or N:M, whole numbers from 1 on, M no less than N";
  into.requests_per_connection_min = *min;
  into.requests_per_connection_max = *max;
  return std::nullopt;
}

problem take_sources(std::string_view text, load_settings& into) {
  auto sources = parse_source_list(text);
  if (!sources) return sources.error();
  into.sources = *std::move(sources);
  return std::nullopt;
}

/// `N` or `N/s`.
problem take_connect_rate(std::string_view text, load_settings& into) {
  constexpr double highest = 1e7;
  if (text.ends_with("/s")) text.remove_suffix(2);
  double rate = 0;
  const auto [end, wrong] = std::from_chars(text.begin(), text.end(), rate);
  if (wrong != std::errc{} || end != text.end() || !(rate > 0 && rate <= highest)) {
    return "not a number of connections a second (like 100/s or 0.5/s), above 0 and up to 10,000,000";
  }
  into.pacing.connect_rate = rate;
  return std::nullopt;
}

choice_setting keep_alive(load_settings& s) {
  return {.names = {"on", "off"},
          .chosen = [&s] { return s.keep_alive ? std::size_t{0} : std::size_t{1}; },
          .choose = [&s](std::size_t chosen) { s.keep_alive = chosen == 0; }};
}

choice_setting close(load_settings& s) { return choice_of(s.close, {"fin", "half", "server", "rst"}); }

choice_setting http(load_settings& s) { return choice_of(s.http, {"1.1", "2", "auto"}); }

bool any_url(const load_settings& settings, bool secure) {
  return std::ranges::any_of(settings.urls, [&](const std::string& text) {
    const auto parsed = parse_url(text);
    return parsed && parsed->secure == secure;
  });
}

/// What the version of HTTP, and what was asked of it, have against each other.
problem version_problem(const load_settings& s) {
  const bool only_2 = s.http == http_choice::http2;
  if (only_2 && s.pipeline > 1) return "--pipeline is for HTTP/1.1; over HTTP/2 it is --streams";
  if (only_2 && s.close == close_kind::half)
    return "--close half needs HTTP/1.1: a peer takes it for the end of HTTP/2";
  if (only_2 && s.close == close_kind::server) return "--close server needs HTTP/1.1: HTTP/2 has no Connection: close";
  if (s.streams == 1) return std::nullopt;
  if (s.http == http_choice::http1) return "--streams is for HTTP/2; over HTTP/1.1 it is --pipeline";
  if (needs_http1(s)) return "--streams is for HTTP/2; --pipeline, --close half and --close server are for HTTP/1.1";
  if (!only_2 && any_url(s, false)) return "--streams is for HTTP/2, and http:// without TLS is HTTP/1.1: add --http 2";
  if (!s.keep_alive) return "--streams needs --keep-alive on";
  return std::nullopt;
}

}  // namespace

// clang-format off
std::vector<bound_flag> connection_flags(load_settings& s) {
  return {
    grouped(group, "-c,--connections", "N", "connections kept open", count_setting{&s.connections, 1, 10'000'000}),
    grouped(group, "-t,--threads", "N", "threads; 0 = usable CPUs, at most one a connection", count_setting{&s.threads, 0, 1024}),
    grouped(group, "--keep-alive", "on|off", "many requests a connection, or one", choice_setting{keep_alive(s)}),
    custom(group, "--requests-per-connection", "N[:M]", "then a new one; drawn evenly from N to M [no limit]", s, take_reuse),
    grouped(group, "--close", "fin|half|server|rst", "who ends a connection, how", choice_setting{close(s)}),
    custom(group, "--connect-rate", "N/s", "new connections a second, of all threads [at once]", s, take_connect_rate),
    custom(group, "--source", "ADDR[,ADDR…]", "connect from these in turn; A-B is a range [the kernel's choice]", s, take_sources),
    grouped(group, "--tcp-info", "N", "look at TCP_INFO at each Nth connection's end; 0 = never", count_setting{&s.tcp_info_every, 0, 1'000'000'000}),
    grouped(group, "--http", "1.1|2|auto", "version; auto: what TLS agrees on, 1.1 without TLS", choice_setting{http(s)}),
    grouped(group, "--pipeline", "N", "requests in flight a connection, over HTTP/1.1", count_setting{&s.pipeline, 1, 10'000}),
    grouped(group, "--streams", "N", "requests in flight a connection, over HTTP/2", count_setting{&s.streams, 1, 10'000}),
    grouped(group, "--timeout", "DURATION", "from a request's first byte to its answer's last", duration_setting{&s.timeout, 1ms, day}),
    grouped(group, "--connect-timeout", "DURATION", "for a connection to stand, TLS included", duration_setting{&s.connect_timeout, 1ms, day}),
  };
}
// clang-format on

problem connection_problem(load_settings& settings) {
  if (auto wrong = version_problem(settings)) return wrong;
  if (!settings.keep_alive && settings.requests_per_connection_max > 1) {
    return "--keep-alive off leaves one request a connection; --requests-per-connection asks for more";
  }
  if (!settings.keep_alive && settings.pipeline > 1) return "--pipeline needs --keep-alive on";
  return std::nullopt;
}

}  // namespace synfin::config
