#include "client/compare/comparable.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/setting_names.hpp"

namespace synfin::load {
namespace {

using config::load_settings;

std::string target(const load_result& result) {
  const auto& urls = result.settings.urls;
  return urls.size() == 1 ? urls.front() : counted(urls.size(), "URL");
}

std::string rate(const load_settings& settings) {
  const auto& pacing = settings.pacing;
  if (!pacing.open_loop()) return "closed loop";
  std::string said = fmt::format("{}/s, {}", pacing.rate, name(pacing.arrivals));
  for (const auto& each : pacing.stages)
    said += fmt::format(", {} to {} in {} ms", each.from, each.to, each.lasts.count());
  if (pacing.replay_speed > 0) said += fmt::format(", replayed × {}", pacing.replay_speed);
  return said;
}

std::string reuse(const load_settings& settings) {
  if (!settings.keep_alive) return "off";
  if (settings.requests_per_connection_max == 0) return "on";
  return fmt::format("{} to {} requests", settings.requests_per_connection_min, settings.requests_per_connection_max);
}

std::string request(const load_settings& settings) {
  std::string said = settings.method;
  for (const auto& header : settings.headers) said += " " + header.first;
  if (!settings.body.empty()) said += fmt::format(", body of {} bytes", settings.body.size());
  return said;
}

std::string in_flight(const load_settings& settings) {
  return fmt::format("{} pipelined, {} streams, {} at most", settings.pipeline, settings.streams,
                     settings.pacing.max_in_flight);
}

}  // namespace

std::vector<std::string> differences(const load_result& one, const load_result& other) {
  std::vector<std::string> found;
  const auto tell = [&found](std::string_view what, const std::string& first, const std::string& second) {
    if (first != second) found.push_back(fmt::format("{}: {} and {}", what, first, second));
  };
  const load_settings& a = one.settings;
  const load_settings& b = other.settings;
  tell("target", target(one), target(other));
  if (a.urls != b.urls && target(one) == target(other)) found.emplace_back("target: other URLs, as many");
  tell("pace", rate(a), rate(b));
  tell("connections", std::to_string(a.connections), std::to_string(b.connections));
  tell("keep-alive", reuse(a), reuse(b));
  tell("version", std::string(one.protocol()), std::string(other.protocol()));
  tell("in flight on a connection", in_flight(a), in_flight(b));
  tell("connect rate", fmt::format("{}", a.pacing.connect_rate), fmt::format("{}", b.pacing.connect_rate));
  tell("close", std::string(name(a.close)), std::string(name(b.close)));
  tell("request", request(a), request(b));
  tell("TLS resumption", a.tls.resume ? "on" : "off", b.tls.resume ? "on" : "off");
  return found;
}

}  // namespace synfin::load
