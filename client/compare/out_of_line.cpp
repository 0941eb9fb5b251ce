#include "client/compare/out_of_line.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// How far from the median a value may lie: three and a half times what normally distributed ones are scattered, and
/// never less than a tenth of the median, as hosts that are very much alike are no worse for it.
double usual_distance(const std::vector<double>& values, double centre) {
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double each : values) distances.push_back(std::abs(each - centre));
  return std::max(3.5 * 1.4826 * median(std::move(distances)), centre / 10);
}

/// Flags those whose `figure` is far from the others'; two alone do not tell which of them is.
void flag_far(std::vector<part_usage>& parts, std::string_view what, double (*figure)(const part_usage&),
              std::string (*words)(double)) {
  if (parts.size() < 3) return;
  std::vector<double> values;
  values.reserve(parts.size());
  for (const part_usage& each : parts) values.push_back(figure(each));
  const double centre = median(values);
  const double usual = usual_distance(values, centre);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (std::abs(values[i] - centre) <= usual) continue;
    parts[i].out_of_line.push_back(
        fmt::format("Its {} is {} where the others' is {}.", what, words(values[i]), words(centre)));
  }
}

double rate(const part_usage& part) {
  return part.duration_s > 0 ? static_cast<double>(part.completed) / part.duration_s : 0;
}
double cpu_each(const part_usage& part) {
  return part.completed == 0 ? 0 : part.cpu_seconds * 1e6 / static_cast<double>(part.completed);
}

void flag_late(std::vector<part_usage>& parts, double interval_s) {
  const auto first = std::ranges::min_element(parts, {}, &part_usage::started_at)->started_at;
  for (part_usage& each : parts) {
    const double late = std::chrono::duration<double>(each.started_at - first).count();
    if (late > interval_s) each.out_of_line.push_back(fmt::format("It started {:.1f} s after the first.", late));
  }
}

}  // namespace

void flag_out_of_line(std::vector<part_usage>& parts, std::uint64_t p99_us, double interval_s) {
  if (parts.empty()) return;
  for (part_usage& each : parts) {
    each.out_of_line.clear();
    if (each.saturated) each.out_of_line.emplace_back("It was the limit itself: its figures are its ceiling.");
    const auto lag = each.lag.percentile(99);
    if (lag <= p99_us / 10) continue;
    each.out_of_line.push_back(fmt::format("Its lag (p99 {}) is more than a tenth of the latency reported (p99 {}).",
                                           latency_text(static_cast<double>(lag)),
                                           latency_text(static_cast<double>(p99_us))));
  }
  flag_late(parts, interval_s);
  flag_far(parts, "rate", rate, [](double value) { return thousands(value) + "/s"; });
  flag_far(parts, "CPU a request", cpu_each, latency_text);
}

}  // namespace synfin::load
