#include "config/load_flags.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "common/http/method.hpp"
#include "config/duration.hpp"
#include "config/header_line.hpp"
#include "config/number.hpp"
#include "config/text_file.hpp"
#include "config/tls_flags.hpp"
#include "config/url.hpp"
#include "config/url_list.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono_literals;
using problem = std::optional<std::string>;

constexpr std::size_t longest_body = std::size_t{256} * 1024 * 1024;
constexpr std::size_t longest_list = std::size_t{64} * 1024 * 1024;
constexpr milliseconds day = 24h;
constexpr milliseconds usual_duration = 10s;

problem take_duration(std::string_view text, load_settings& into) {
  milliseconds duration{};
  auto wrong = assign(duration_setting{&duration, 1ms, 365 * day}, {source_value::form::word, {std::string{text}}});
  if (!wrong) into.duration = duration;
  return wrong;
}

problem take_requests(std::string_view text, load_settings& into) {
  const auto requests = parse_number(text);
  if (!requests || *requests == 0) return "not a whole number from 1 on";
  into.requests = requests;
  return std::nullopt;
}

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

problem take_method(std::string_view text, load_settings& into) {
  if (!http::is_token(text)) return "not a method (like GET)";
  into.method = text;
  return std::nullopt;
}

problem take_header(std::string_view text, load_settings& into) {
  auto header = parse_header_line(text);
  if (!header) return header.error();
  into.headers.push_back(*std::move(header));
  return std::nullopt;
}

problem take_body(std::string_view text, load_settings& into) {
  if (!text.starts_with('@')) {
    into.body = text;
    return std::nullopt;
  }
  auto body = read_text_file(std::string{text.substr(1)}, longest_body);
  if (!body) return body.error();
  into.body = *std::move(body);
  return std::nullopt;
}

problem take_url(std::string_view text, load_settings& into) {
  if (const auto parsed = parse_url(text); !parsed) return parsed.error();
  into.urls.emplace_back(text);
  return std::nullopt;
}

problem take_url_file(std::string_view path, load_settings& into) {
  into.urls_file = path;
  const auto text = read_text_file(into.urls_file, longest_list);
  if (!text) return text.error();
  const auto urls = parse_url_list(*text, path);
  if (!urls) return urls.error();
  if (urls->empty()) return "holds no URL";
  into.urls.insert(into.urls.end(), urls->begin(), urls->end());
  return std::nullopt;
}

problem take_no_progress(std::string_view /*true*/, load_settings& into) {
  into.progress = false;
  return std::nullopt;
}

choice_setting keep_alive(load_settings& s) {
  return {.names = {"on", "off"},
          .chosen = [&s] { return s.keep_alive ? std::size_t{0} : std::size_t{1}; },
          .choose = [&s](std::size_t chosen) { s.keep_alive = chosen == 0; }};
}

choice_setting close(load_settings& s) {
  return {.names = {"fin", "half", "server", "rst"},
          .chosen = [&s] { return static_cast<std::size_t>(s.close); },
          .choose = [&s](std::size_t chosen) { s.close = static_cast<close_kind>(chosen); }};
}

choice_setting http(load_settings& s) {
  return {.names = {"1.1", "2", "auto"},
          .chosen = [&s] { return static_cast<std::size_t>(s.http); },
          .choose = [&s](std::size_t chosen) { s.http = static_cast<http_choice>(chosen); }};
}

problem take_no_resumption(std::string_view /*true*/, load_settings& into) {
  into.tls.resume = false;
  return std::nullopt;
}

/// A flag whose values `take` puts into `s`.
bound_flag custom(std::string_view names, std::string_view value_name, std::string_view help, load_settings& s,
                  problem (*take)(std::string_view, load_settings&)) {
  return {{names, value_name, std::string{help}}, [take, &s](std::string_view text) { return take(text, s); }};
}

bound_flag repeatable(bound_flag each) {
  each.looks.repeatable = true;
  return each;
}

}  // namespace

// clang-format off
std::vector<bound_flag> load_flags(load_settings& s) {
  std::vector<bound_flag> flags{
    repeatable(custom("URL", "", "what to ask for, in turn", s, take_url)),
    bound("-c,--connections", "N", "connections kept open", count_setting{&s.connections, 1, 10'000'000}),
    bound("-t,--threads", "N", "threads; 0 = usable CPUs, at most one a connection", count_setting{&s.threads, 0, 1024}),
    custom("-d,--duration", "DURATION", "when to stop [10s]", s, take_duration),
    custom("-n,--requests", "N", "when to stop; with -d whichever is first", s, take_requests),
    bound("--keep-alive", "on|off", "many requests a connection, or one", choice_setting{keep_alive(s)}),
    custom("--requests-per-connection", "N[:M]", "then a new one; drawn evenly from N to M [no limit]", s, take_reuse),
    bound("--close", "fin|half|server|rst", "who ends a connection, how", choice_setting{close(s)}),
    bound("--http", "1.1|2|auto", "version; auto: what TLS agrees on, 1.1 without TLS", choice_setting{http(s)}),
    bound("--pipeline", "N", "requests in flight a connection, over HTTP/1.1", count_setting{&s.pipeline, 1, 10'000}),
    bound("--streams", "N", "requests in flight a connection, over HTTP/2", count_setting{&s.streams, 1, 10'000}),
    custom("-X,--method", "METHOD", "request method [GET]", s, take_method),
    custom("-H,--header", "'K: V'", "request field, repeatable", s, take_header),
    custom("--body", "STR|@FILE", "request body", s, take_body),
    custom("--urls", "FILE", "URLs to ask for, one a line", s, take_url_file),
    bound("--timeout", "DURATION", "from a request's first byte to its answer's last", duration_setting{&s.timeout, 1ms, day}),
    bound("--connect-timeout", "DURATION", "for a connection to stand, TLS included", duration_setting{&s.connect_timeout, 1ms, day}),
    bound("--json", "FILE|-", "write the result as JSON", text_setting{&s.json, ""}),
    custom("--no-progress", "", "no live display", s, take_no_progress),
  };
  for (auto& each : tls_flags(s.tls)) flags.push_back(std::move(each));
  flags.push_back(custom("--no-resumption", "", "a full handshake for every connection", s, take_no_resumption));
  flags.back().looks.group = "TLS";
  flags.push_back({{"-h,--help", "", "print this"}, {}});
  return flags;
}
// clang-format on

namespace {

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

std::optional<std::string> settle(load_settings& settings) {
  if (settings.urls.empty()) return "no URL given";
  if (auto wrong = tls_problem(settings.tls)) return wrong;
  if (auto wrong = version_problem(settings)) return wrong;
  if (!settings.keep_alive && settings.requests_per_connection_max > 1) {
    return "--keep-alive off leaves one request a connection; --requests-per-connection asks for more";
  }
  if (!settings.keep_alive && settings.pipeline > 1) return "--pipeline needs --keep-alive on";
  if (!settings.duration && !settings.requests) settings.duration = usual_duration;
  return std::nullopt;
}

}  // namespace synfin::config
