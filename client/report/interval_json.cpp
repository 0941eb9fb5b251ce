#include "client/report/interval_json.hpp"

#include <algorithm>
#include <utility>

#include "client/report/json_text.hpp"
#include "client/report/series_json.hpp"
#include "common/histogram.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;

json states(const connection_states& at_end) {
  return {{"connecting", at_end.connecting},
          {"active", at_end.active},
          {"idle", at_end.idle},
          {"closing", at_end.closing},
          {"time_wait", at_end.time_wait}};
}

/// Those that hold anything.
json histograms(const histogram& latency, const histogram& lag) {
  json out = json::object();
  if (!latency.empty()) out["latency"] = latency.encode_v2();
  if (!lag.empty()) out["lag"] = lag.encode_v2();
  return out;
}

json interval_json(const interval& each, double start_s, double length_s) {
  const histogram latency = each.latency.dense();
  const histogram lag = each.lag.dense();
  return {{"start_s", to_thousandths(start_s)},
          {"length_s", to_thousandths(length_s)},
          {"sent", each.sent},
          {"completed", each.completed},
          {"failed", each.failed},
          {"bytes_received", each.bytes_received},
          {"in_flight", each.in_flight},
          {"states", states(each.states)},
          {"cpu_s", each.cpu_seconds},
          {"latency", series_json(latency)},
          {"lag", series_json(lag)},
          {"histograms", histograms(latency, lag)}};
}

void read_sparse(const json_place& from, sparse_histogram& into) {
  if (!from.there()) return;
  histogram values;
  read_histogram(from, values);
  into = sparse_histogram::difference(values, histogram{});
}

void read_interval(const json_place& from, interval& into) {
  from["sent"].read(into.sent);
  from["completed"].read(into.completed);
  from["failed"].read(into.failed);
  from["bytes_received"].read(into.bytes_received);
  from["in_flight"].read(into.in_flight);
  from["states"]["connecting"].read(into.states.connecting);
  from["states"]["active"].read(into.states.active);
  from["states"]["idle"].read(into.states.idle);
  from["states"]["closing"].read(into.states.closing);
  from["states"]["time_wait"].read(into.states.time_wait);
  from["cpu_s"].read(into.cpu_seconds);
  read_sparse(from["histograms"]["latency"], into.latency);
  read_sparse(from["histograms"]["lag"], into.lag);
}

}  // namespace

json intervals_json(const timeline& times, double duration_s) {
  json out = json::array();
  double start_s = 0;
  for (std::size_t i = 0; i < times.intervals.size(); ++i) {
    const bool last = i + 1 == times.intervals.size();
    const double length_s = last ? std::clamp(duration_s - start_s, 0.0, times.length_s) : times.length_s;
    out.push_back(interval_json(times.intervals[i], start_s, length_s));
    start_s = static_cast<double>(i + 1) * times.length_s;
  }
  return out;
}

void read_intervals(const json_place& from, timeline& into) {
  into.intervals.resize(from.elements());
  for (std::size_t i = 0; i < into.intervals.size(); ++i) read_interval(from[i], into.intervals[i]);
}

}  // namespace synfin::load
