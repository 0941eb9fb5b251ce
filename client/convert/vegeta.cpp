#include "client/convert/vegeta.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "client/report/json_text.hpp"
#include "common/clock.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;

std::int64_t nanoseconds(double seconds) { return std::llround(seconds * 1e9); }
std::uint64_t of_microseconds(std::uint64_t value) { return value * 1000; }

json latencies(const histogram& values) {
  return {{"total", nanoseconds(values.mean() * static_cast<double>(values.count()) / 1e6)},
          {"mean", nanoseconds(values.mean() / 1e6)},
          {"50th", of_microseconds(values.percentile(50))},
          {"90th", of_microseconds(values.percentile(90))},
          {"95th", of_microseconds(values.percentile(95))},
          {"99th", of_microseconds(values.percentile(99))},
          {"max", of_microseconds(values.max())},
          {"min", of_microseconds(values.min())}};
}

json bytes(std::uint64_t total, std::uint64_t requests) {
  return {{"total", total}, {"mean", requests == 0 ? 0.0 : static_cast<double>(total) / static_cast<double>(requests)}};
}

/// How many answers had a status from 200 to 399.
std::uint64_t successes(const tally& counts) {
  std::uint64_t found = 0;
  for (std::size_t code = 200; code < 400; ++code) found += counts.status[code];
  return found;
}

json statuses(const tally& counts) {
  json out = json::object();
  if (counts.failed != 0) out["0"] = counts.failed;
  for (std::size_t code = 1; code < counts.status.size(); ++code) {
    if (counts.status[code] != 0) out[std::to_string(code)] = counts.status[code];
  }
  return out;
}

json errors(const tally& counts) {
  json out = json::array();
  for (const auto& each : counts.failed_by) {
    if (each.count != 0) out.push_back(each.example);
  }
  return out;
}

}  // namespace

std::string as_vegeta(const load_result& result) {
  const tally& counts = result.counts;
  const std::uint64_t good = successes(counts);
  const auto took = std::chrono::duration_cast<wall::duration>(std::chrono::duration<double>(result.duration_s));
  const std::string end = rfc3339(result.started_at + took);
  const json out{{"latencies", latencies(result.corrected())},
                 {"bytes_in", bytes(counts.bytes_of_bodies, counts.sent)},
                 {"bytes_out", bytes(counts.bytes_sent, counts.sent)},
                 {"earliest", rfc3339(result.started_at)},
                 {"latest", end},
                 {"end", end},
                 {"duration", nanoseconds(result.duration_s)},
                 {"wait", 0},
                 {"requests", counts.sent},
                 {"rate", result.per_second(counts.sent)},
                 {"throughput", result.per_second(good)},
                 {"success", counts.sent == 0 ? 0.0 : static_cast<double>(good) / static_cast<double>(counts.sent)},
                 {"status_codes", statuses(counts)},
                 {"errors", errors(counts)}};
  return json_text(out);
}

}  // namespace synfin::load
