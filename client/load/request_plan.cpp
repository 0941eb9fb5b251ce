#include "client/load/request_plan.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "common/http/fields.hpp"
#include "common/http1/writer.hpp"
#include "config/url.hpp"
#include "synfin_version.hpp"

namespace synfin::load {
namespace {

/// Do requests of this method say that their body is empty (RFC 9110 §8.6)?
bool expects_body(std::string_view method) noexcept {
  constexpr std::array<std::string_view, 3> methods{"POST", "PUT", "PATCH"};
  return std::ranges::find(methods, method) != methods.end();
}

/// A field of ours, unless the user gave one of that name.
void append_default(std::string& out, const config::load_settings& settings, std::string_view name,
                    std::string_view value) {
  const bool given = std::ranges::any_of(
      settings.headers, [&](const auto& header) { return http::equal_ignoring_case(header.first, name); });
  if (!given) http1::append_field(out, name, value);
}

std::string whole_request(const config::load_settings& settings, const config::url& url, bool last) {
  std::string out = fmt::format("{} {} HTTP/1.1\r\n", settings.method, url.target);
  append_default(out, settings, "Host", url.authority);
  append_default(out, settings, "User-Agent", fmt::format("synfin-client/{}", version));
  append_default(out, settings, "Accept", "*/*");
  for (const auto& [name, value] : settings.headers) http1::append_field(out, name, value);
  if (!settings.body.empty() || expects_body(settings.method)) {
    http1::append_field(out, "Content-Length", std::to_string(settings.body.size()));
  }
  if (last) http1::append_field(out, "Connection", "close");
  return out + "\r\n" + settings.body;
}

/// Fields that speak of the connection, and have no place in HTTP/2 (RFC 9113 §8.2.2).
bool of_the_connection(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 5> names{"connection", "keep-alive", "proxy-connection", "transfer-encoding",
                                                  "upgrade"};
  return std::ranges::find(names, name) != names.end();
}

std::string lower(std::string_view name) {
  std::string out{name};
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  return out;
}

/// The head in the words of HTTP/2.
std::vector<std::pair<std::string, std::string>> framed_fields(const config::load_settings& settings,
                                                               const config::url& url) {
  std::vector<std::pair<std::string, std::string>> given;
  std::string authority = url.authority;
  bool agent = false;
  bool accept = false;
  for (const auto& [written, value] : settings.headers) {
    std::string name = lower(written);
    if (name == "host") authority = value;
    if (name == "host" || of_the_connection(name) || (name == "te" && value != "trailers")) continue;
    agent = agent || name == "user-agent";
    accept = accept || name == "accept";
    given.emplace_back(std::move(name), value);
  }
  std::vector<std::pair<std::string, std::string>> fields{{":method", settings.method},
                                                          {":scheme", url.secure ? "https" : "http"},
                                                          {":authority", authority},
                                                          {":path", url.target}};
  if (!agent) fields.emplace_back("user-agent", fmt::format("synfin-client/{}", version));
  if (!accept) fields.emplace_back("accept", "*/*");
  fields.insert(fields.end(), given.begin(), given.end());
  if (!settings.body.empty() || expects_body(settings.method)) {
    fields.emplace_back("content-length", std::to_string(settings.body.size()));
  }
  return fields;
}

prepared_request prepare(const config::load_settings& settings, const config::url& url) {
  prepared_request made{whole_request(settings, url, false), {}, settings.body.size(), {}};
  if (settings.close == config::close_kind::server) made.last_bytes = whole_request(settings, url, true);
  if (config::may_speak_http2(settings, url.secure)) made.fields = framed_fields(settings, url);
  return made;
}

target& target_for(std::vector<target>& targets, const config::url& url) {
  const auto found = std::ranges::find_if(targets, [&](const target& each) {
    return each.port == url.port && each.secure == url.secure && each.host == url.host;
  });
  if (found != targets.end()) return *found;
  targets.push_back({url.host, url.port, url.secure, url.authority, {}});
  return targets.back();
}

}  // namespace

std::expected<request_plan, std::string> request_plan::make(const config::load_settings& settings) {
  request_plan plan;
  for (const std::string& text : settings.urls) {
    const auto url = config::parse_url(text);
    if (!url) return std::unexpected(fmt::format("{}: {}", text, url.error()));
    target_for(plan.targets_, *url).requests.push_back(prepare(settings, *url));
  }
  if (plan.targets_.empty()) return std::unexpected("no URL given");
  if (plan.targets_.size() > settings.connections) {
    return std::unexpected(
        fmt::format("the URLs name {} servers, which {} connections cannot reach: -c must be at least {}",
                    plan.targets_.size(), settings.connections, plan.targets_.size()));
  }
  plan.deal_out(settings.connections);
  return plan;
}

/// Each next connection goes to the target with the most URLs a connection so far (D'Hondt's method).
void request_plan::deal_out(std::size_t connections) {
  std::vector<std::size_t> dealt(targets_.size(), 0);
  const auto wants = [&](std::size_t index) {
    if (dealt[index] == 0) return static_cast<double>(targets_[index].requests.size()) * 1e9;  // one each comes first
    return static_cast<double>(targets_[index].requests.size()) / static_cast<double>(dealt[index]);
  };
  target_of_connection_.reserve(connections);
  while (target_of_connection_.size() < connections) {
    std::size_t chosen = 0;
    for (std::size_t i = 1; i < targets_.size(); ++i) {
      if (wants(i) > wants(chosen)) chosen = i;
    }
    ++dealt[chosen];
    target_of_connection_.push_back(chosen);
  }
}

}  // namespace synfin::load
