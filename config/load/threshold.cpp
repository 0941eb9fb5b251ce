#include "config/load/threshold.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "config/load/figure_name.hpp"
#include "config/quoted.hpp"

namespace synfin::config {
namespace {

using comparison = threshold::comparison;
using measure = threshold::measure;
using taken = std::expected<threshold, std::string>;

constexpr std::string_view separators = " \t,";
constexpr std::string_view operators = "<>=!";

struct unit {
  std::string_view name;
  measure of;
  double times;
};

constexpr std::array units{
    unit{"us", measure::time, 1},    unit{"µs", measure::time, 1},    unit{"ms", measure::time, 1e3},
    unit{"s", measure::time, 1e6},   unit{"%", measure::share, 0.01}, unit{"", measure::count, 1},
    unit{"k", measure::count, 1e3},  unit{"M", measure::count, 1e6},  unit{"/s", measure::rate, 1},
    unit{"k/s", measure::rate, 1e3}, unit{"M/s", measure::rate, 1e6},
};

void skip(std::string_view& text, std::string_view what) {
  text.remove_prefix(std::min(text.find_first_not_of(what), text.size()));
}

/// Takes what stands before the next of `ends` off the front of `text`.
std::string_view take_until(std::string_view& text, std::string_view ends) {
  const auto word = text.substr(0, text.find_first_of(ends));
  text.remove_prefix(word.size());
  return word;
}

std::optional<comparison> take_comparison(std::string_view& text) {
  const auto word = text.substr(0, std::min(text.find_first_not_of(operators), text.size()));
  text.remove_prefix(word.size());
  if (word == "<") return comparison::less;
  if (word == "<=") return comparison::at_most;
  if (word == ">") return comparison::more;
  if (word == ">=") return comparison::at_least;
  return std::nullopt;
}

/// A number and its unit; nullopt for what is neither.
std::optional<std::pair<double, unit>> parse_bound(std::string_view text) {
  constexpr double most = 1e15;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  double number = 0;
  const char* const first = text.data();
  const auto [stopped, error] = std::from_chars(first, first + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{} || !(number <= most)) return std::nullopt;
  const auto* const found =
      std::ranges::find(units, text.substr(static_cast<std::size_t>(stopped - first)), &unit::name);
  if (found == units.end()) return std::nullopt;
  return std::pair{number, *found};
}

/// What a bound on `figure` looks like.
std::string_view wanted_unit(const figure_name& figure) {
  if (measured_in(figure, measure::time)) return "a time with its unit: us, ms or s";
  if (measured_in(figure, measure::rate)) return "a rate a second: 1000, 1000/s or 1k";
  if (!measured_in(figure, measure::share)) return "a count: 3 or 10k";
  return measured_in(figure, measure::count) ? "a share or a count: 0.1% or 3" : "a share: 99%";
}

/// The unit that `given` has when it bounds `figure`: a bare number may be a rate.
std::optional<measure> meant(const figure_name& figure, measure given) noexcept {
  if (measured_in(figure, given)) return given;
  if (given == measure::count && measured_in(figure, measure::rate)) return measure::rate;
  return std::nullopt;
}

std::unexpected<std::string> wrong(std::string_view expression, std::string_view why) {
  return std::unexpected(fmt::format("{}: {}", in_quotes(expression), why));
}

/// Takes one threshold off the front of `text`, which begins with one.
taken take_threshold(std::string_view& text) {
  const std::string_view whole = text;
  const auto name = take_until(text, " \t,<>=!");
  skip(text, " \t");
  const auto how = take_comparison(text);
  skip(text, " \t");
  const auto bound = take_until(text, separators);
  const auto expression = whole.substr(0, whole.size() - text.size());
  if (!how) return wrong(expression, "a figure, one of < <= > >=, and a bound, as in p99<5ms");
  const auto figure = parse_figure_name(name);
  if (!figure) return wrong(expression, figure.error());
  const auto parsed = parse_bound(bound);
  const auto measured = parsed ? meant(*figure, parsed->second.of) : std::nullopt;
  if (!measured) return wrong(expression, fmt::format("{} is compared with {}", name, wanted_unit(*figure)));
  return threshold{std::string{expression}, std::string{name}, *how, parsed->first * parsed->second.times, *measured};
}

bool compares(std::string_view word) {
  return !word.starts_with('-') && !word.contains("://") && word.find_first_of("<>") != std::string_view::npos;
}

}  // namespace

std::expected<std::vector<threshold>, std::string> parse_thresholds(std::string_view text) {
  std::vector<threshold> found;
  for (skip(text, separators); !text.empty(); skip(text, separators)) {
    auto next = take_threshold(text);
    if (!next) return std::unexpected(std::move(next.error()));
    found.push_back(*std::move(next));
  }
  if (found.empty()) return std::unexpected<std::string>("no threshold: write one like p99<5ms");
  return found;
}

std::vector<const char*> each_threshold_flagged(std::span<const char* const> line) {
  constexpr const char* flag = "--threshold";
  std::vector<const char*> all;
  bool follows = false;   // do we stand behind a threshold?
  bool is_value = false;  // or behind a flag that wants one?
  for (const char* const word : line) {
    if (follows && compares(word)) all.push_back(flag);
    all.push_back(word);
    follows = is_value || (follows && compares(word)) || std::string_view{word}.starts_with("--threshold=");
    is_value = std::string_view{word} == flag;
  }
  return all;
}

}  // namespace synfin::config
