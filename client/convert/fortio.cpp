#include "client/convert/fortio.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "client/report/json_text.hpp"
#include "common/clock.hpp"
#include "common/sparse_histogram.hpp"
#include "synfin_version.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;

double seconds(double microseconds) { return microseconds / 1e6; }
double seconds(std::uint64_t microseconds) { return seconds(static_cast<double>(microseconds)); }

/// The buckets, so many of them together that there are a hundred at most.
json data(const histogram& values) {
  constexpr std::size_t most = 100;
  const auto buckets = sparse_histogram::difference(values, histogram{}).buckets();
  const std::size_t together = std::max<std::size_t>(1, (buckets.size() + most - 1) / most);
  json out = json::array();
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets.size(); i += together) {
    const std::size_t end = std::min(i + together, buckets.size());
    std::uint64_t count = 0;
    for (std::size_t k = i; k < end; ++k) count += buckets[k].count;
    seen += count;
    out.push_back({{"Start", seconds(buckets[i].lowest)},
                   {"End", seconds(buckets[end - 1].highest)},
                   {"Percent", 100 * static_cast<double>(seen) / static_cast<double>(values.count())},
                   {"Count", count}});
  }
  return out;
}

json percentiles(const histogram& values) {
  json out = json::array();
  for (const double percent : {50.0, 75.0, 90.0, 99.0, 99.9}) {
    out.push_back({{"Percentile", percent}, {"Value", seconds(values.percentile(percent))}});
  }
  return out;
}

json durations(const histogram& values) {
  return {{"Count", values.count()},       {"Min", seconds(values.min())},
          {"Max", seconds(values.max())},  {"Sum", seconds(values.mean() * static_cast<double>(values.count()))},
          {"Avg", seconds(values.mean())}, {"StdDev", seconds(values.stdev())},
          {"Data", data(values)},          {"Percentiles", percentiles(values)}};
}

/// Sizes of which the sum alone is known.
json sizes(std::uint64_t count, std::uint64_t sum) {
  return {{"Count", count},
          {"Min", 0},
          {"Max", 0},
          {"Sum", sum},
          {"Avg", count == 0 ? 0.0 : static_cast<double>(sum) / static_cast<double>(count)},
          {"StdDev", 0},
          {"Data", nullptr}};
}

json codes(const tally& counts) {
  json out = json::object();
  if (counts.failed != 0) out["-1"] = counts.failed;
  for (std::size_t code = 0; code < counts.status.size(); ++code) {
    if (counts.status[code] != 0) out[std::to_string(code)] = counts.status[code];
  }
  return out;
}

std::string requested_duration(const config::load_settings& settings) {
  if (settings.requests) return fmt::format("exactly {} calls", *settings.requests);
  const double wanted = settings.duration ? std::chrono::duration<double>(*settings.duration).count() : 0;
  return fmt::format("{}s", wanted);
}

std::int64_t nanoseconds(config::milliseconds time) { return std::chrono::nanoseconds(time).count(); }

}  // namespace

std::string as_fortio(const load_result& result) {
  const auto& settings = result.settings;
  const tally& counts = result.counts;
  const std::uint64_t heads = counts.bytes_received - std::min(counts.bytes_received, counts.bytes_of_bodies);
  const std::string url = settings.urls.empty() ? "" : settings.urls.front();
  const json out{{"RunType", "HTTP"},
                 {"Labels", fmt::format("{} synfin-client {}", url, version)},
                 {"StartTime", rfc3339(result.started_at)},
                 {"RequestedQPS", result.requested_rate > 0 ? fmt::format("{}", result.requested_rate) : "max"},
                 {"RequestedDuration", requested_duration(settings)},
                 {"ActualQPS", result.per_second(counts.completed)},
                 {"ActualDuration", std::llround(result.duration_s * 1e9)},
                 {"NumThreads", settings.connections},
                 {"Version", version},
                 {"DurationHistogram", durations(result.corrected())},
                 {"ErrorsDurationHistogram", durations({})},
                 {"Exactly", settings.requests.value_or(0)},
                 {"Jitter", settings.pacing.arrivals == config::arrivals_kind::poisson},
                 {"Uniform", settings.pacing.arrivals == config::arrivals_kind::uniform},
                 {"NoCatchUp", false},
                 {"RetCodes", codes(counts)},
                 {"URL", url},
                 {"NumConnections", settings.connections},
                 {"DisableKeepAlive", !settings.keep_alive},
                 {"HTTPReqTimeOut", nanoseconds(settings.timeout)},
                 {"Insecure", settings.tls.insecure},
                 {"H2", counts.opened_http2 != 0},
                 {"MethodOverride", settings.method == "GET" ? "" : settings.method},
                 {"Sizes", sizes(counts.completed, counts.bytes_received)},
                 {"HeaderSizes", sizes(counts.completed, heads)},
                 {"SocketCount", counts.opened},
                 {"ConnectionStats", durations(counts.connect)},
                 {"AbortOn", 0}};
  return json_text(out);
}

}  // namespace synfin::load
