#include "client/result/threshold_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "config/load/figure_name.hpp"

namespace synfin::load {
namespace {

using config::figure_name;
using config::threshold;
using comparison = threshold::comparison;
using measure = threshold::measure;
using figure = std::optional<double>;  // nullopt: no sample

double number(std::uint64_t count) noexcept { return static_cast<double>(count); }

figure share(double part, double all) noexcept { return all > 0 ? figure{part / all} : std::nullopt; }

figure counted(double count, double all, measure unit) noexcept {
  return unit == measure::share ? share(count, all) : figure{count};
}

const histogram& distribution(const load_result& result, std::string_view of) {
  const tally& counts = result.counts;
  const std::array<std::pair<std::string_view, const histogram*>, 11> all{{{"corrected", &result.corrected()},
                                                                           {"raw", &counts.raw},
                                                                           {"lag", &result.lag()},
                                                                           {"loop_lag", &counts.loop_lag},
                                                                           {"first_byte", &counts.first_byte},
                                                                           {"transfer", &counts.transfer},
                                                                           {"dns", &result.dns},
                                                                           {"tls", &counts.tls},
                                                                           {"close", &counts.close},
                                                                           {"idle", &counts.idle},
                                                                           {"connect", &counts.connect}}};
  for (const auto& [name, values] : all) {
    if (name == of) return *values;
  }
  static const histogram nothing;
  return nothing;
}

figure statistic(const histogram& values, const figure_name& wanted) noexcept {
  if (values.empty()) return std::nullopt;
  switch (wanted.which) {
    case figure_name::statistic::percentile: return number(values.percentile(wanted.percent));
    case figure_name::statistic::mean: return values.mean();
    case figure_name::statistic::least: return number(values.min());
    case figure_name::statistic::most: return number(values.max());
    case figure_name::statistic::deviation: return values.stdev();
    case figure_name::statistic::none: break;
  }
  return std::nullopt;
}

/// Failed requests and failed attempts to connect, of one class or of all.
double errors(const tally& counts, std::string_view part) noexcept {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < failures; ++i) {
    if (part.empty() || part == name(static_cast<failure>(i))) sum += counts.failed_by[i].count;
  }
  return number(sum);
}

/// Answers with the status `404`, or with any of `4xx`.
double statuses(const tally& counts, std::string_view part) noexcept {
  const auto digit = [part](std::size_t at) { return static_cast<std::size_t>(part[at] - '0'); };
  const std::size_t hundreds = digit(0) * 100;
  if (part.substr(1) != "xx") return number(counts.status.at(hundreds + digit(1) * 10 + digit(2)));
  const auto first = counts.status.begin() + static_cast<std::ptrdiff_t>(hundreds);
  return number(std::accumulate(first, first + 100, std::uint64_t{0}));
}

/// How near the connections came to as few as the requests sent could have had.
figure reuse(const load_result& result) noexcept {
  const auto& settings = result.settings;
  const tally& counts = result.counts;
  if (counts.opened == 0 || counts.sent == 0) return std::nullopt;
  double each = settings.keep_alive ? 0 : 1;
  if (settings.keep_alive && settings.requests_per_connection_min != 0) {
    each = number(settings.requests_per_connection_min + settings.requests_per_connection_max) / 2;
  }
  const double least = each > 0 ? std::ceil(number(counts.sent) / each) : 0;
  const double perfect = std::max(least, number(std::min<std::uint64_t>(settings.connections, counts.sent)));
  return std::min(1.0, perfect / number(counts.opened));
}

/// The busiest thread's share of its CPU.
figure cpu(const load_result& result) noexcept {
  figure most;
  for (const worker_usage& each : result.workers) {
    if (each.wall_seconds > 0) most = std::max(most.value_or(0), each.cpu_seconds / each.wall_seconds);
  }
  return most;
}

figure plain_number(const load_result& result, const figure_name& wanted, measure unit) {
  const tally& counts = result.counts;
  const auto sent = number(counts.sent);
  if (wanted.of == "errors") {
    return counted(errors(counts, wanted.part), sent + number(counts.connections_failed), unit);
  }
  if (wanted.of == "status") return counted(statuses(counts, wanted.part), number(counts.completed), unit);
  if (wanted.of == "never_sent") {
    return counted(number(counts.never_sent), number(counts.never_sent + counts.sent), unit);
  }
  if (wanted.of == "rate") return result.duration_s > 0 ? figure{result.per_second(counts.completed)} : std::nullopt;
  if (wanted.of == "reuse") return reuse(result);
  if (wanted.of == "cpu") return cpu(result);
  if (wanted.of == "requests") return sent;
  if (wanted.of == "completed") return number(counts.completed);
  if (wanted.of == "connections") return number(counts.opened);
  if (wanted.of == "retransmits") return number(counts.retransmits);
  if (wanted.of == "syn_retransmits") return number(counts.syn_retransmits);
  if (wanted.of == "time_wait") return number(counts.time_wait_left);
  return std::nullopt;
}

figure measure_of(const load_result& result, const threshold& bound) {
  const auto wanted = config::parse_figure_name(bound.figure);
  if (!wanted) return std::nullopt;
  if (wanted->which == figure_name::statistic::none) return plain_number(result, *wanted, bound.unit);
  return statistic(distribution(result, wanted->of), *wanted);
}

bool holds(double value, const threshold& bound) noexcept {
  switch (bound.how) {
    case comparison::less: return value < bound.bound;
    case comparison::at_most: return value <= bound.bound;
    case comparison::more: return value > bound.bound;
    case comparison::at_least: return value >= bound.bound;
  }
  return false;
}

}  // namespace

std::vector<threshold_outcome> check_thresholds(const load_result& result) {
  std::vector<threshold_outcome> outcomes;
  for (const threshold& each : result.settings.reports.thresholds) {
    const figure found = measure_of(result, each);
    outcomes.push_back(
        {each.expression, found.value_or(0), found && holds(*found, each), each.unit, found.has_value()});
  }
  return outcomes;
}

}  // namespace synfin::load
