#include "client/report/hlog_report.hpp"

#include <chrono>
#include <string_view>

#include <fmt/format.h>

#include "client/report/stretch.hpp"
#include "synfin_version.hpp"

namespace synfin::load {
namespace {

std::string head(const load_result& result) {
  const double start = std::chrono::duration<double>(result.started_at.time_since_epoch()).count();
  return fmt::format(
      "#[Histogram log format version 1.3]\n"
      "#[Logged by synfin-client {}: latencies counted from when requests were due; the tag lag: due to sent]\n"
      "#[Values are in microseconds; Interval_Max is in milliseconds]\n"
      "#[StartTime: {:.3f} (seconds since epoch), {}]\n"
      "#[BaseTime: {:.3f} (seconds since epoch)]\n"
      "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
      version, start, rfc3339(result.started_at), start);
}

std::string line(std::string_view tag, const stretch& place, const histogram& values) {
  constexpr double us_per_ms = 1'000;
  return fmt::format("{}{:.3f},{:.3f},{:.3f},{}\n", tag, place.start_s, place.length_s,
                     static_cast<double>(values.max()) / us_per_ms, values.encode_v2());
}

std::string lines(const stretch& place, const histogram& latency, const histogram& lag) {
  std::string out = line("", place, latency);
  if (!lag.empty()) out += line("Tag=lag,", place, lag);
  return out;
}

}  // namespace

std::string hlog_report(const load_result& result) {
  std::string out = head(result);
  const auto& intervals = result.timeline.intervals;
  if (intervals.empty()) return out + lines({0, result.duration_s}, result.corrected(), result.lag());
  for (std::size_t i = 0; i < intervals.size(); ++i)
    out += lines(stretch_of(result, i), intervals[i].latency.dense(), intervals[i].lag.dense());
  return out;
}

}  // namespace synfin::load
