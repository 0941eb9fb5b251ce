#include "client/report/html/latency_plots.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/html/chart.hpp"
#include "client/report/html/labels.hpp"

namespace synfin::load::html {
namespace {

std::string at(const histogram& values, double percent) {
  return latency_text(static_cast<double>(values.percentile(percent)));
}

double shown_at(const histogram& values, double percent) {
  return std::max(static_cast<double>(values.percentile(percent)), 1.0);
}

/// The percentile `nines` steps along its axis.
double percent_at(double nines) { return 100 - std::pow(10.0, 2 - nines); }

curve percentiles_of(const histogram& values, std::string name, unsigned colour, bool dashed) {
  constexpr double step = 0.05;
  curve made{std::move(name), colour, dashed, {}};
  const double deepest = std::log10(std::max(static_cast<double>(values.count()), 10.0));
  for (double nines = 0; nines < deepest; nines += step) {
    made.points.push_back({percent_at(nines), shown_at(values, percent_at(nines))});
  }
  made.points.push_back({100, shown_at(values, 100)});
  return made;
}

std::vector<hover> percentile_hovers(const load_result& result) {
  constexpr std::array<double, 11> told{0, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 99.999, 100};
  std::vector<hover> found;
  for (std::size_t i = 0; i + 1 < told.size(); ++i) {
    const double percent = told[i + 1];
    std::string text = fmt::format("{:g} %: {}", percent, at(result.corrected(), percent));
    if (result.open_loop()) text += fmt::format(" corrected, {} raw", at(result.counts.raw, percent));
    found.push_back({told[i], percent, std::move(text)});
  }
  return found;
}

chart by_percentile(const load_result& result) {
  const histogram& corrected = result.corrected();
  const histogram& raw = result.counts.raw;
  chart made;
  made.id = "percentiles";
  made.title = "Latency by percentile";
  made.reading =
      "At 99 %, the line’s height is what 99 of 100 requests did not exceed. Each step to the right is ten times "
      "rarer: the further right the line stays low, the fewer users wait.";
  if (result.open_loop()) made.reading += " Corrected counts from when a request was due, raw from when it was sent.";
  made.x_label = "share of the requests";
  made.y_label = "latency";
  made.x = axis::percentiles(static_cast<double>(corrected.count()));
  const double least = std::min(shown_at(corrected, 0), raw.empty() ? shown_at(corrected, 0) : shown_at(raw, 0));
  made.y = axis::logarithmic(least, shown_at(corrected, 100), latency_label);
  made.curves.push_back(percentiles_of(corrected, result.open_loop() ? "corrected" : "latency", 1, false));
  if (result.open_loop() && !raw.empty()) made.curves.push_back(percentiles_of(raw, "raw", 2, true));
  made.hovers = percentile_hovers(result);
  return made;
}

chart distribution(const load_result& result) {
  constexpr double bins = 60;
  const histogram& values = result.corrected();
  const double least = shown_at(values, 0);
  const double most = shown_at(values, 100);
  chart made;
  made.id = "distribution";
  made.title = "How many requests took how long";
  made.reading = "Each bar counts the requests of about the same latency. Two hills mean two kinds of answers.";
  made.x_label = "latency";
  made.y_label = "requests";
  made.x = axis::logarithmic(least, most, latency_label);
  const double ratio = std::pow(std::max(most / least, 1.1), 1 / bins);
  std::uint64_t below = 0;
  double highest = 0;
  // Bounds are whole microseconds: among the shortest ones two bars may share theirs.
  for (double from = least * 0.999; below < values.count(); from *= ratio) {
    const std::uint64_t upto =
        from * ratio >= most ? values.count() : values.count_at_most(static_cast<std::uint64_t>(from * ratio));
    if (upto == below) continue;
    const auto count = static_cast<double>(upto - below);
    made.bars.push_back({from, from * ratio, 0, count, 1,
                         fmt::format("{} to {}: {} ({:.3g} %)", latency_text(from), latency_text(from * ratio),
                                     thousands(upto - below), 100 * count / static_cast<double>(values.count()))});
    highest = std::max(highest, count);
    below = upto;
  }
  made.y = axis::from_zero(highest, count_label);
  return made;
}

using named_phase = std::pair<std::string_view, const histogram*>;

/// In the order in which a connection and its requests go through them.
std::vector<named_phase> phases(const load_result& result) {
  const tally& counts = result.counts;
  std::vector<named_phase> all{{"DNS", &result.dns},
                               {"connect", &counts.connect},
                               {"TLS", &counts.tls},
                               {"wait to be sent", &counts.lag},
                               {"first byte", &counts.first_byte},
                               {"transfer", &counts.transfer},
                               {"close", &counts.close}};
  std::erase_if(all, [](const named_phase& each) { return each.second->empty(); });
  return all;
}

chart by_phase(const load_result& result) {
  const auto all = phases(result);
  chart made;
  made.id = "phases";
  made.title = "Where the time goes";
  made.reading =
      "The phases of a connection and of its requests, in their order. The broad bar reaches from the median to the "
      "99th percentile, the thin one from the fastest to the slowest.";
  made.x_label = "time, on a logarithmic scale";
  std::vector<std::string> names;
  double least = 1e12;
  double most = 1;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const histogram& values = *all[i].second;
    names.emplace_back(all[i].first);
    least = std::min(least, shown_at(values, 0));
    most = std::max(most, shown_at(values, 100));
    const std::string text =
        fmt::format("{}: fastest {}, median {}, 99th percentile {}, slowest {} ({} measured)", all[i].first,
                    at(values, 0), at(values, 50), at(values, 99), at(values, 100), thousands(values.count()));
    const auto row = static_cast<double>(i);
    made.spans.push_back({shown_at(values, 0), shown_at(values, 100), row, 0.12, 5, text});
    made.spans.push_back({shown_at(values, 50), shown_at(values, 99), row, 0.55, 1, text});
  }
  made.x = axis::logarithmic(least, most, latency_label);
  made.y = axis::rows(names);
  return made;
}

}  // namespace

std::string latency_plots(const load_result& result) {
  std::string out;
  if (!result.corrected().empty()) out += drawn(by_percentile(result)) + drawn(distribution(result));
  if (!phases(result).empty()) out += drawn(by_phase(result));
  return out;
}

}  // namespace synfin::load::html
