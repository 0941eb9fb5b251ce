#include "client/report/settings_json.hpp"

#include <chrono>
#include <cmath>
#include <optional>
#include <string>

#include "client/report/setting_names.hpp"
#include "common/clock.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;
using config::milliseconds;

double seconds(milliseconds time) { return std::chrono::duration<double>(time).count(); }

json stages(const config::pacing_settings& pacing) {
  json out = json::array();
  for (const config::rate_stage& each : pacing.stages) {
    out.push_back({{"from", each.from}, {"to", each.to}, {"lasts_s", seconds(each.lasts)}});
  }
  return out;
}

json part(const config::part_settings& part) {
  json out{{"number", part.number}, {"of", part.of}, {"start_at", nullptr}};
  if (part.start_at) out["start_at"] = rfc3339(*part.start_at);
  return out;
}

json header_names(const config::load_settings& settings) {
  json out = json::array();
  for (const auto& [name, value] : settings.headers) out.push_back(name);
  return out;
}

void read_seconds(const json_place& from, milliseconds& into) {
  constexpr double most = 1e12;
  double value = seconds(into);
  from.read(value);
  if (value > most) return from.complain("is too long a time");
  into = milliseconds(std::llround(value * 1000));
}

void read_pacing(const json_place& from, config::pacing_settings& into) {
  from["rate"].read(into.rate);
  from["arrivals"].read(into.arrivals, arrivals_names);
  const json_place stages = from["stages"];
  for (std::size_t i = 0; i < stages.elements(); ++i) {
    config::rate_stage& stage = into.stages.emplace_back();
    stages[i]["from"].read(stage.from);
    stages[i]["to"].read(stage.to);
    read_seconds(stages[i]["lasts_s"], stage.lasts);
  }
  from["replay_speed"].read(into.replay_speed);
  read_seconds(from["warmup_s"], into.warmup);
  from["max_in_flight"].read(into.max_in_flight);
  from["connect_rate"].read(into.connect_rate);
}

void read_part(const json_place& from, config::part_settings& into) {
  from["number"].read(into.number);
  from["of"].read(into.of);
  std::string start;
  from["start_at"].read(start);
  if (start.empty()) return;
  into.start_at = parse_rfc3339(start);
  if (!into.start_at) from["start_at"].complain("is not a time of RFC 3339");
}

void read_requests(const json_place& from, config::load_settings& into) {
  constexpr std::uint64_t longest_body = std::uint64_t{256} * 1024 * 1024;
  from["method"].read(into.method);
  const json_place headers = from["headers"];
  for (std::size_t i = 0; i < headers.elements(); ++i) headers[i].read(into.headers.emplace_back().first);
  std::uint64_t length = 0;
  from["body_bytes"].read(length);
  if (length > longest_body) return from["body_bytes"].complain("is more than a request may have");
  into.body.assign(static_cast<std::size_t>(length), '\0');
}

}  // namespace

json settings_json(const config::load_settings& s) {
  const auto& pacing = s.pacing;
  json out{
      {"connections", s.connections},
      {"threads", s.threads},
      {"duration_s", nullptr},
      {"requests", nullptr},
      {"rate", pacing.rate},
      {"arrivals", name(pacing.arrivals)},
      {"stages", stages(pacing)},
      {"replay_speed", pacing.replay_speed},
      {"warmup_s", seconds(pacing.warmup)},
      {"max_in_flight", pacing.max_in_flight},
      {"connect_rate", pacing.connect_rate},
      {"keep_alive", s.keep_alive},
      {"requests_per_connection", {{"min", s.requests_per_connection_min}, {"max", s.requests_per_connection_max}}},
      {"http", name(s.http)},
      {"pipeline", s.pipeline},
      {"streams", s.streams},
      {"close", name(s.close)},
      {"sources", s.sources},
      {"tcp_info_every", s.tcp_info_every},
      {"method", s.method},
      {"headers", header_names(s)},
      {"body_bytes", s.body.size()},
      {"timeout_s", seconds(s.timeout)},
      {"connect_timeout_s", seconds(s.connect_timeout)},
      {"insecure", s.tls.insecure},
      {"resumption", s.tls.resume},
      {"part", part(s.part)}};
  if (s.duration) out["duration_s"] = seconds(*s.duration);
  if (s.requests) out["requests"] = *s.requests;
  return out;
}

void read_settings(const json_place& from, config::load_settings& into) {
  from["connections"].read(into.connections);
  from["threads"].read(into.threads);
  if (from["duration_s"].there()) read_seconds(from["duration_s"], into.duration.emplace());
  if (from["requests"].there()) from["requests"].read(into.requests.emplace());
  read_pacing(from, into.pacing);
  from["keep_alive"].read(into.keep_alive);
  from["requests_per_connection"]["min"].read(into.requests_per_connection_min);
  from["requests_per_connection"]["max"].read(into.requests_per_connection_max);
  from["http"].read(into.http, http_names);
  from["pipeline"].read(into.pipeline);
  from["streams"].read(into.streams);
  from["close"].read(into.close, close_names);
  const json_place sources = from["sources"];
  for (std::size_t i = 0; i < sources.elements(); ++i) sources[i].read(into.sources.emplace_back());
  from["tcp_info_every"].read(into.tcp_info_every);
  read_requests(from, into);
  read_seconds(from["timeout_s"], into.timeout);
  read_seconds(from["connect_timeout_s"], into.connect_timeout);
  from["insecure"].read(into.tls.insecure);
  from["resumption"].read(into.tls.resume);
  read_part(from["part"], into.part);
}

}  // namespace synfin::load
