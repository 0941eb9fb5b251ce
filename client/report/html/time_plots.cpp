#include "client/report/html/time_plots.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/html/chart.hpp"
#include "client/report/html/labels.hpp"
#include "client/report/html/time_slices.hpp"

namespace synfin::load::html {
namespace {

using slices = std::vector<time_slice>;

constexpr std::size_t most_slices = 240;
constexpr double gap = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view time_label = "seconds since the start";

double middle(const time_slice& each) noexcept { return (each.from_s + each.to_s) / 2; }

double per_second(std::uint64_t count, const time_slice& each) noexcept {
  return each.to_s > each.from_s ? static_cast<double>(count) / (each.to_s - each.from_s) : 0;
}

chart over_time(const slices& all, std::string id, std::string title) {
  chart made;
  made.id = std::move(id);
  made.title = std::move(title);
  made.x_label = time_label;
  made.x = axis::up_to(all.back().to_s, seconds_label);
  return made;
}

std::string span_text(const time_slice& each) { return fmt::format("{:.3g} to {:.3g} s: ", each.from_s, each.to_s); }

chart throughput(const load_result& result, const slices& all) {
  chart made = over_time(all, "throughput", "Throughput over time");
  made.reading = "Answers a second. A level line is a server that keeps up its pace; dips are pauses.";
  made.y_label = "requests a second";
  curve answered{"answered", 1, false, {}};
  curve failed{"failed", 4, false, {}};
  double most = result.requested_rate;
  for (const time_slice& each : all) {
    const double rate = per_second(each.figures.completed, each);
    answered.points.push_back({middle(each), rate});
    failed.points.push_back({middle(each), per_second(each.figures.failed, each)});
    most = std::max({most, rate, failed.points.back().y});
    made.hovers.push_back(
        {each.from_s, each.to_s,
         span_text(each) + fmt::format("{}/s answered, {} failed", thousands(rate), thousands(each.figures.failed))});
  }
  made.curves.push_back(std::move(answered));
  if (result.counts.failed != 0) made.curves.push_back(std::move(failed));
  if (result.requested_rate > 0 && result.settings.pacing.stages.empty()) {
    made.reading += " The dashed line is the rate that was asked for.";
    made.curves.push_back(
        {"asked for", 5, true, {{0, result.requested_rate}, {all.back().to_s, result.requested_rate}}});
  }
  made.y = axis::from_zero(most, count_label);
  return made;
}

std::string latencies_text(const time_slice& each, const histogram& values) {
  if (values.empty()) return span_text(each) + "nothing ended";
  const auto at = [&](double percent) { return latency_text(static_cast<double>(values.percentile(percent))); };
  return span_text(each) + fmt::format("median {}, 99th percentile {}, slowest {}", at(50), at(99), at(100));
}

chart latency(const load_result& result, const slices& all) {
  chart made = over_time(all, "latency-over-time", "Latency over time");
  made.reading =
      "The median, what 99 of 100 requests did not exceed, and the slowest. A rising line means that work piles up.";
  made.y_label = "latency";
  made.curves = {{"slowest", 3, false, {}}, {"99th percentile", 2, false, {}}, {"median", 1, false, {}}};
  constexpr std::array<double, 3> percents{100, 99, 50};
  curve lag{"lag of the client (99th percentile)", 5, true, {}};
  double least = std::numeric_limits<double>::max();
  double most = 1;
  const auto put = [&](curve& into, const time_slice& each, const histogram& values, double percent) {
    const double y = values.empty() ? gap : std::max(static_cast<double>(values.percentile(percent)), 1.0);
    into.points.push_back({middle(each), y});
    if (values.empty()) return;
    least = std::min(least, y);
    most = std::max(most, y);
  };
  for (const time_slice& each : all) {
    const histogram values = each.figures.latency.dense();
    for (std::size_t i = 0; i < percents.size(); ++i) put(made.curves[i], each, values, percents[i]);
    if (result.open_loop()) put(lag, each, each.figures.lag.dense(), 99);
    made.hovers.push_back({each.from_s, each.to_s, latencies_text(each, values)});
  }
  if (result.open_loop()) made.curves.push_back(std::move(lag));
  made.y = axis::logarithmic(std::min(least, most), most, latency_label);
  return made;
}

struct state {
  std::string_view name;
  unsigned colour;
  std::uint64_t connection_states::* count;
};

constexpr std::array<state, 4> states{{{"with a request in flight", 1, &connection_states::active},
                                       {"idle", 6, &connection_states::idle},
                                       {"connecting", 2, &connection_states::connecting},
                                       {"closing", 3, &connection_states::closing}}};

std::string states_text(const time_slice& each) {
  std::string text = fmt::format("at {:.3g} s: ", each.to_s);
  for (const state& kind : states) {
    if (&kind != states.data()) text += ", ";
    text += fmt::format("{} {}", thousands(each.figures.states.*kind.count), kind.name);
  }
  return text;
}

chart connection_stack(const slices& all) {
  chart made = over_time(all, "connection-states", "Connections over time");
  made.reading =
      "Where the connections stood at the end of each stretch, one kind on top of another: all together are those that "
      "were open.";
  made.y_label = "connections";
  std::vector<double> below(all.size(), 0);
  for (const state& kind : states) {
    area layer{std::string(kind.name), kind.colour, {}, {}};
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto count = static_cast<double>(all[i].figures.states.*kind.count);
      // Of how the first stretch began nothing is known but its end.
      if (i == 0) {
        layer.lower.push_back({all[i].from_s, below[i]});
        layer.upper.push_back({all[i].from_s, below[i] + count});
      }
      layer.lower.push_back({all[i].to_s, below[i]});
      layer.upper.push_back({all[i].to_s, below[i] + count});
      below[i] += count;
    }
    made.areas.push_back(std::move(layer));
  }
  for (const time_slice& each : all) made.hovers.push_back({each.from_s, each.to_s, states_text(each)});
  made.y = axis::from_zero(std::ranges::max(below), count_label);
  return made;
}

chart time_wait(const load_result& result, const slices& all) {
  chart made = over_time(all, "time-wait", "Ports held in TIME_WAIT");
  made.reading =
      "Who closes a connection first keeps its port for a minute. Once no port is left, new connections fail";
  made.reading += result.local_ports == 0 ? std::string(".")
                                          : fmt::format("; this machine has {} for each server and local address.",
                                                        thousands(result.local_ports));
  made.y_label = "ports";
  curve held{"TIME_WAIT", 2, false, {}};
  double most = 0;
  for (const time_slice& each : all) {
    const auto count = static_cast<double>(each.figures.states.time_wait);
    held.points.push_back({each.to_s, count});
    made.hovers.push_back({each.from_s, each.to_s,
                           fmt::format("at {:.3g} s: {} ports", each.to_s, thousands(each.figures.states.time_wait))});
    most = std::max(most, count);
  }
  made.curves.push_back(std::move(held));
  made.y = axis::from_zero(most, count_label);
  return made;
}

}  // namespace

std::string time_plots(const load_result& result) {
  const slices all = time_slices(result, most_slices);
  if (all.empty()) return {};
  std::string out = drawn(throughput(result, all)) + drawn(latency(result, all)) + drawn(connection_stack(all));
  const bool waited =
      std::ranges::any_of(all, [](const time_slice& each) { return each.figures.states.time_wait != 0; });
  return waited ? out + drawn(time_wait(result, all)) : out;
}

}  // namespace synfin::load::html
