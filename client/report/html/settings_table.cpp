#include "client/report/html/settings_table.hpp"

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/html/table.hpp"
#include "client/report/text_head.hpp"

namespace synfin::load::html {
namespace {

using rows = std::vector<std::vector<std::string>>;

std::string joined(const std::vector<std::string>& texts, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < texts.size() && i < most; ++i) out.append(i == 0 ? "" : ", ").append(texts[i]);
  if (texts.size() > most) out += fmt::format(" and {} more", thousands(texts.size() - most));
  return out;
}

std::string seconds(config::milliseconds span) {
  return fmt::format("{:g} s", std::chrono::duration<double>(span).count());
}

std::string_view close_name(config::close_kind close) noexcept {
  switch (close) {
    case config::close_kind::fin: return "by our FIN after the last answer";
    case config::close_kind::half: return "by our FIN right after the last request";
    case config::close_kind::server: return "by the server, as Connection: close asks";
    case config::close_kind::rst: return "by a reset from us";
  }
  return "";
}

void add_requests(rows& into, const config::load_settings& s) {
  std::vector<std::string> names;
  names.reserve(s.headers.size());
  for (const auto& [name, value] : s.headers) names.push_back(name);
  into.push_back({"URLs", joined(s.urls, 10)});
  into.push_back({"protocol asked for", s.http == config::http_choice::http1   ? "HTTP/1.1"
                                        : s.http == config::http_choice::http2 ? "HTTP/2"
                                                                               : "the best there is"});
  into.push_back({"method", s.method});
  if (!names.empty()) into.push_back({"own header fields", joined(names, 20)});
  if (!s.body.empty()) into.push_back({"body", bytes_text(static_cast<double>(s.body.size()))});
  if (s.expected.any()) into.push_back({"answers validated", "yes"});
}

void add_connections(rows& into, const config::load_settings& s) {
  into.push_back({"connections", thousands(s.connections)});
  if (s.pipeline > 1) into.push_back({"requests in flight a connection", thousands(s.pipeline)});
  if (s.streams > 1) into.push_back({"streams a connection", thousands(s.streams)});
  if (!s.keep_alive) into.push_back({"keep-alive", "off: a connection a request"});
  if (s.requests_per_connection_max != 0) {
    into.push_back({"requests a connection", fmt::format("{} to {}", thousands(s.requests_per_connection_min),
                                                         thousands(s.requests_per_connection_max))});
  }
  into.push_back({"connections are closed", std::string(close_name(s.close))});
  if (!s.sources.empty()) into.push_back({"from addresses", joined(s.sources, 10)});
  into.push_back({"timeout of a request", seconds(s.timeout)});
  into.push_back({"timeout of a connect", seconds(s.connect_timeout)});
  if (s.tls.insecure) into.push_back({"TLS certificates", "not verified"});
}

}  // namespace

std::string settings_table(const load_result& result) {
  const config::load_settings& s = result.settings;
  rows all;
  add_requests(all, s);
  all.push_back({"pace", joined(pacing_in_words(result), 20)});
  if (s.duration) all.push_back({"duration", seconds(*s.duration)});
  if (s.requests) all.push_back({"requests", thousands(*s.requests)});
  if (s.part.of > 1) all.push_back({"part", fmt::format("{} of {}", s.part.number, s.part.of)});
  add_connections(all, s);
  return table("What the run was told", {}, all);
}

}  // namespace synfin::load::html
