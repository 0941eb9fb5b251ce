#include "client/convert/oha.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "client/report/json_text.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;

constexpr std::array percents{10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99};

double seconds(double microseconds) { return microseconds / 1e6; }
double seconds(std::uint64_t microseconds) { return seconds(static_cast<double>(microseconds)); }

double share(double of, double all) { return all > 0 ? of / all : 0; }

json summary(const load_result& result) {
  const tally& counts = result.counts;
  const histogram& latency = result.corrected();
  const auto completed = static_cast<double>(counts.completed);
  json size = nullptr;
  if (counts.completed != 0) size = counts.bytes_of_bodies / counts.completed;
  return {{"successRate", share(completed, static_cast<double>(counts.sent))},
          {"total", result.duration_s},
          {"slowest", seconds(latency.max())},
          {"fastest", seconds(latency.min())},
          {"average", seconds(latency.mean())},
          {"requestsPerSec", result.per_second(counts.completed)},
          {"totalData", counts.bytes_of_bodies},
          {"sizePerRequest", std::move(size)},
          {"sizePerSec", result.per_second(counts.bytes_of_bodies)}};
}

/// Eleven bounds from the fastest to the slowest, each with how many came up to it and not to the one before.
json bounds(const histogram& values) {
  constexpr std::uint64_t steps = 10;
  json out = json::object();
  if (values.empty()) return out;
  std::uint64_t before = 0;
  for (std::uint64_t step = 0; step <= steps; ++step) {
    const std::uint64_t bound = values.min() + (values.max() - values.min()) * step / steps;
    const std::uint64_t seen = values.count_at_most(bound);
    json& count = out[fmt::format("{}", seconds(bound))];
    count = (count.is_null() ? 0 : count.get<std::uint64_t>()) + seen - before;
    before = seen;
  }
  return out;
}

json percentiles(const histogram& values) {
  json out = json::object();
  for (const double percent : percents) out[fmt::format("p{}", percent)] = seconds(values.percentile(percent));
  return out;
}

json triple(const histogram& values) {
  return {{"average", seconds(values.mean())}, {"fastest", seconds(values.min())}, {"slowest", seconds(values.max())}};
}

/// Of each whole interval, or of the run where it has none, from the lowest on.
std::vector<double> rates(const load_result& result) {
  const timeline& times = result.timeline;
  std::vector<double> all;
  for (std::size_t i = 0; i + 1 < times.intervals.size(); ++i) {
    all.push_back(static_cast<double>(times.intervals[i].completed) / times.length_s);
  }
  if (all.empty()) all.push_back(result.per_second(result.counts.completed));
  std::ranges::sort(all);
  return all;
}

json requests_a_second(const load_result& result) {
  const std::vector<double> all = rates(result);
  double mean = 0;
  for (const double each : all) mean += each / static_cast<double>(all.size());
  double squares = 0;
  for (const double each : all) squares += (each - mean) * (each - mean);
  json out{{"mean", mean},
           {"stddev", all.size() < 2 ? 0 : std::sqrt(squares / static_cast<double>(all.size() - 1))},
           {"max", all.back()},
           {"min", all.front()},
           {"percentiles", json::object()}};
  for (const double percent : percents) {
    const auto place = static_cast<std::size_t>(percent / 100 * static_cast<double>(all.size()));
    out["percentiles"][fmt::format("p{}", percent)] = all[std::min(place, all.size() - 1)];
  }
  return out;
}

json statuses(const tally& counts) {
  json out = json::object();
  for (std::size_t code = 0; code < counts.status.size(); ++code) {
    if (counts.status[code] != 0) out[std::to_string(code)] = counts.status[code];
  }
  return out;
}

/// Each class by its name and the text of its first.
json errors(const tally& counts) {
  json out = json::object();
  for (std::size_t i = 0; i < counts.failed_by.size(); ++i) {
    const auto& [count, example] = counts.failed_by[i];
    if (count != 0) out[fmt::format("{}: {}", name(static_cast<failure>(i)), example)] = count;
  }
  return out;
}

}  // namespace

std::string as_oha(const load_result& result) {
  const tally& counts = result.counts;
  const json out{{"summary", summary(result)},
                 {"responseTimeHistogram", bounds(result.corrected())},
                 {"latencyPercentiles", percentiles(result.corrected())},
                 {"firstByteHistogram", bounds(counts.first_byte)},
                 {"firstBytePercentiles", percentiles(counts.first_byte)},
                 {"rps", requests_a_second(result)},
                 {"details",
                  {{"DNSDialup", triple(counts.connect)},
                   {"DNSLookup", triple(result.dns)},
                   {"firstByte", triple(counts.first_byte)}}},
                 {"statusCodeDistribution", statuses(counts)},
                 {"errorDistribution", errors(counts)}};
  return json_text(out);
}

}  // namespace synfin::load
