#include "config/load/figure_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/nearest.hpp"
#include "config/quoted.hpp"

namespace synfin::config {
namespace {

using measure = threshold::measure;
using statistic = figure_name::statistic;
using parsed = std::expected<figure_name, std::string>;

/// Distributions of times, which need a statistic behind a dot.
constexpr std::array<std::string_view, 11> times{"corrected", "raw", "lag",   "loop_lag", "first_byte", "transfer",
                                                 "dns",       "tls", "close", "idle",     "connect"};

constexpr std::array<std::pair<std::string_view, statistic>, 4> statistics{
    {{"mean", statistic::mean}, {"min", statistic::least}, {"max", statistic::most}, {"stdev", statistic::deviation}}};

struct number_kind {
  std::string_view name;
  std::array<bool, 4> units;  ///< by threshold::measure
};

/// Figures that are one number, and what it may be measured in: time, share, count, rate.
constexpr std::array numbers{
    number_kind{"errors", {false, true, true, false}},
    number_kind{"status", {false, true, true, false}},
    number_kind{"never_sent", {false, true, true, false}},
    number_kind{"rate", {false, false, false, true}},
    number_kind{"reuse", {false, true, false, false}},
    number_kind{"cpu", {false, true, false, false}},
    number_kind{"requests", {false, false, true, false}},
    number_kind{"completed", {false, false, true, false}},
    number_kind{"connections", {false, false, true, false}},
    number_kind{"retransmits", {false, false, true, false}},
    number_kind{"syn_retransmits", {false, false, true, false}},
    number_kind{"time_wait", {false, false, true, false}},
};

/// The classes of errors as the JSON result names them.
constexpr std::array<std::string_view, 11> error_classes{"connect_refused",
                                                         "connect_timeout",
                                                         "reset",
                                                         "closed_early",
                                                         "timeout",
                                                         "protocol",
                                                         "tls",
                                                         "address_unavailable",
                                                         "dns",
                                                         "validation",
                                                         "other"};

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> all{"p50", "p90", "p99", "p99.9"};
  for (const auto& [name, which] : statistics) all.push_back(name);
  for (const auto& each : numbers) all.push_back(each.name);
  all.insert(all.end(), times.begin(), times.end());
  return all;
}

/// `; did you mean X?` where one of `candidates` is near.
std::string meant(std::string_view word, std::span<const std::string_view> candidates, std::string_view rest = "") {
  const auto found = nearest(word, candidates);
  return found ? fmt::format("; did you mean {}{}?", *found, rest) : "";
}

/// The figure behind a percentile's `p`; nullopt if it is none.
std::optional<double> percent_of(std::string_view name) noexcept {
  if (name.size() < 2 || name[0] != 'p' || name[1] < '0' || name[1] > '9') return std::nullopt;
  double percent = 0;
  const char* const end = name.data() + name.size();
  const auto [stopped, error] = std::from_chars(name.data() + 1, end, percent, std::chars_format::fixed);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return percent;
}

/// A statistic of `of`; nullopt if `name` is the name of none.
std::optional<figure_name> of_distribution(std::string_view of, std::string_view name) noexcept {
  if (const auto percent = percent_of(name)) return figure_name{of, "", statistic::percentile, *percent};
  const auto* const found = std::ranges::find(statistics, name, &std::pair<std::string_view, statistic>::first);
  if (found == statistics.end()) return std::nullopt;
  return figure_name{of, "", found->second, 0};
}

parsed in_range(const figure_name& figure, std::string_view name) {
  if (figure.which != statistic::percentile || (figure.percent > 0 && figure.percent <= 100)) return figure;
  return std::unexpected(fmt::format("{} is no percentile: above p0 and at most p100", name));
}

parsed of_times(std::string_view family, std::string_view rest) {
  if (const auto figure = of_distribution(family, rest)) return in_range(*figure, rest);
  if (rest.empty()) return std::unexpected(fmt::format("{0} needs a statistic, as in {0}.p99 or {0}.mean", family));
  return std::unexpected(fmt::format("{} has no {}: there are p50, p99.9 and the like, mean, min, max and stdev",
                                     family, in_quotes(rest)));
}

parsed of_status(std::string_view code) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool whole = code.size() == 3 && code[0] >= '1' && code[0] <= '9';
  if (whole && (code.substr(1) == "xx" || (digit(code[1]) && digit(code[2])))) {
    return figure_name{"status", code, statistic::none, 0};
  }
  return std::unexpected(fmt::format("{} is no status: write status.404 or status.5xx", in_quotes(code)));
}

parsed of_errors(std::string_view part) {
  if (std::ranges::find(error_classes, part) != error_classes.end()) {
    return figure_name{"errors", part, statistic::none, 0};
  }
  return std::unexpected(
      fmt::format("there is no class of errors called {}{}", in_quotes(part), meant(part, error_classes)));
}

parsed of_parts(std::string_view name, std::string_view part, bool has_part) {
  if (name == "status") return of_status(part);
  if (!has_part) return figure_name{name, "", statistic::none, 0};
  if (name == "errors") return of_errors(part);
  return std::unexpected(fmt::format("{} has no parts: write it without .{}", name, part));
}

}  // namespace

parsed parse_figure_name(std::string_view name) {
  if (const auto figure = of_distribution("corrected", name)) return in_range(*figure, name);
  const auto dot = name.find('.');
  const bool has_part = dot != std::string_view::npos;
  const auto family = name.substr(0, dot);
  const auto rest = has_part ? name.substr(dot + 1) : std::string_view{};
  if (std::ranges::find(times, family) != times.end()) return of_times(family, rest);
  if (std::ranges::find(numbers, family, &number_kind::name) != numbers.end()) return of_parts(family, rest, has_part);
  const auto all = all_names();
  return std::unexpected(fmt::format("there is no figure called {}{}", in_quotes(name),
                                     meant(family, all, has_part ? fmt::format(".{}", rest) : "")));
}

bool measured_in(const figure_name& figure, measure unit) noexcept {
  if (figure.which != statistic::none) return unit == measure::time;
  const auto* const found = std::ranges::find(numbers, figure.of, &number_kind::name);
  return found != numbers.end() && found->units.at(static_cast<std::size_t>(unit));
}

}  // namespace synfin::config
