#include "client/report/csv_report.hpp"

#include <string_view>

#include <fmt/format.h>

#include "client/report/stretch.hpp"

namespace synfin::load {
namespace {

constexpr std::string_view head =
    "start_s,length_s,sent,completed,failed,bytes_received,in_flight,connecting,active,idle,closing,time_wait,"
    "p50_us,p90_us,p99_us,max_us,lag_p99_us,cpu_s\r\n";

std::string latencies(const histogram& values) {
  if (values.empty()) return ",,,";
  return fmt::format("{},{},{},{}", values.percentile(50), values.percentile(90), values.percentile(99), values.max());
}

std::string lag(const histogram& values) { return values.empty() ? "" : fmt::to_string(values.percentile(99)); }

std::string line(const interval& each, const stretch& place) {
  const connection_states& states = each.states;
  return fmt::format("{:.6f},{:.6f},{},{},{},{},{},{},{},{},{},{},{},{},{:.6f}\r\n", place.start_s, place.length_s,
                     each.sent, each.completed, each.failed, each.bytes_received, each.in_flight, states.connecting,
                     states.active, states.idle, states.closing, states.time_wait, latencies(each.latency.dense()),
                     lag(each.lag.dense()), each.cpu_seconds);
}

}  // namespace

std::string csv_report(const load_result& result) {
  std::string out{head};
  for (std::size_t i = 0; i < result.timeline.intervals.size(); ++i)
    out += line(result.timeline.intervals[i], stretch_of(result, i));
  return out;
}

}  // namespace synfin::load
