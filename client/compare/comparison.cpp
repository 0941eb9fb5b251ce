#include "client/compare/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "client/compare/comparable.hpp"
#include "client/compare/spread.hpp"
#include "client/compare/student.hpp"
#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t enough_runs = 3;
constexpr std::size_t enough_intervals = 5;

std::string not_comparable(const std::vector<std::string>& found) {
  std::string text = "they are not comparable, as they were set up differently:";
  for (const auto& each : found) text += "\n  " + each;
  return text + "\n  --force compares them all the same.";
}

/// How all other runs were set up differently from the first of the baseline, each thing once.
std::vector<std::string> all_differences(const compared_side& baseline, const compared_side& candidate) {
  std::vector<std::string> all;
  for (const compared_side* side : {&baseline, &candidate}) {
    for (const auto& run : side->runs) {
      for (auto& each : differences(baseline.runs.front().result, run.result)) {
        if (std::ranges::find(all, each) == all.end()) all.push_back(std::move(each));
      }
    }
  }
  return all;
}

void warn_of(const named_result& run, std::vector<std::string>& warnings) {
  const auto& [name, result] = run;
  if (result.saturated()) {
    warnings.push_back(name + ": the client was the limit; its figures are those of its ceiling, not of the server.");
  }
  if (result.interrupted) warnings.push_back(name + ": the run was ended before its time.");
  for (const part_usage& part : result.parts) {
    if (!part.out_of_line.empty())
      warnings.push_back(fmt::format("{}, {}: {}", name, part.name, part.out_of_line.front()));
  }
}

void warn_of_drift(const spread& a, const spread& b, comparison& found) {
  for (const auto& [drifts, name] : {std::pair{a.drifts, &found.baseline}, std::pair{b.drifts, &found.candidate}}) {
    if (!drifts) continue;
    found.warnings.push_back(*name +
                             ": neighbouring intervals are too much alike for so few of them, as in a run that "
                             "warms up or drifts; run longer, or with --warmup.");
  }
}

std::vector<std::string> warnings(const compared_side& baseline, const compared_side& candidate, bool by_runs) {
  std::vector<std::string> all;
  for (const compared_side* side : {&baseline, &candidate}) {
    for (const auto& run : side->runs) warn_of(run, all);
  }
  if (!by_runs) {
    all.emplace_back(
        "What differs from run to run alone is not in these intervals: for more certainty make three or more "
        "runs of each side.");
  }
  return all;
}

/// Which share of a figure's values must be beyond it, for it to be more than the largest few.
bool enough_for_percentile(const figure_kind& kind, const compared_side& side) {
  constexpr double beyond = 10;
  double count = 0;
  for (const auto& run : side.runs) count += static_cast<double>(run.result.corrected().count());
  return count * (1 - kind.percent / 100) >= beyond;
}

std::string why_not_judged(const figure_change& change, const compared_side& baseline, const compared_side& candidate) {
  if (change.which == figure::errors) return change.baseline + change.candidate > 0 ? "" : "none on either side";
  if (change.baseline <= 0 || change.candidate <= 0) return "not measured on both sides";
  const figure_kind& kind = kind_of(change.which);
  if (kind.percent > 0 && !(enough_for_percentile(kind, baseline) && enough_for_percentile(kind, candidate))) {
    return "too few requests";
  }
  return {};
}

double cliffs_delta(const spread& a, const spread& b, std::size_t k) {
  double more = 0;
  for (const figure_values& one : a.each) {
    for (const figure_values& other : b.each) {
      if (other[k] > one[k]) ++more;
      if (other[k] < one[k]) --more;
    }
  }
  return more / static_cast<double>(a.each.size() * b.each.size());
}

/// Welch's degrees of freedom of the difference of two means.
double freedom(double variance_a, double freedom_a, double variance_b, double freedom_b) {
  const double sum = variance_a + variance_b;
  const double parts = variance_a * variance_a / freedom_a + variance_b * variance_b / freedom_b;
  return parts > 0 ? std::max(1.0, sum * sum / parts) : freedom_a + freedom_b;
}

/// Puts the interval round the change, wide enough that `all` of them hold together. Ratios are taken as logarithms.
void judge(figure_change& change, const spread& a, const spread& b, std::size_t all, double margin) {
  constexpr double four_of_five = 0.8416;  // the normal distribution's quantile
  const auto k = static_cast<std::size_t>(change.which);
  const double error = std::sqrt(a.variance[k] + b.variance[k]);
  const double missed = (1 - confidence / 100) / static_cast<double>(all);
  const double t = student_quantile(1 - missed / 2, freedom(a.variance[k], a.freedom, b.variance[k], b.freedom));
  if (change.which == figure::errors) {
    change.change = change.candidate - change.baseline;
    change.low = change.change - t * error;
    change.high = change.change + t * error;
    change.visible = (t + four_of_five) * error;
  } else {
    const double middle = std::log(change.candidate / change.baseline);
    change.change = std::expm1(middle);
    change.low = std::expm1(middle - t * error);
    change.high = std::expm1(middle + t * error);
    change.visible = std::expm1((t + four_of_five) * error);
  }
  change.cliffs_delta = cliffs_delta(a, b, k);
  // A margin in percent says nothing of the few in a thousand that fail.
  const bool large = change.which == figure::errors || std::abs(change.change) >= margin;
  if (!large || (change.low <= 0 && change.high >= 0)) return;
  change.outcome = (change.change > 0) == kind_of(change.which).more_is_better ? finding::faster : finding::slower;
}

finding overall(const std::vector<figure_change>& changes) {
  const auto any = [&](finding wanted) {
    return std::ranges::any_of(
        changes, [&](const figure_change& each) { return kind_of(each.which).decides && each.outcome == wanted; });
  };
  if (any(finding::slower)) return any(finding::faster) ? finding::mixed : finding::slower;
  return any(finding::faster) ? finding::faster : finding::no_difference;
}

std::string too_short(const compared_side& side, std::size_t intervals) {
  return fmt::format(
      "{} has {}, and {} are needed to tell chance from change: run longer, or make {} runs of each side", side.name,
      counted(intervals, "whole interval"), enough_intervals, enough_runs);
}

}  // namespace

std::string_view words(finding what) noexcept {
  switch (what) {
    case finding::no_difference: return "no difference shown";
    case finding::faster: return "faster";
    case finding::slower: return "slower";
    case finding::mixed: return "mixed";
  }
  return "";
}

std::string_view effect_size(double cliffs_delta) noexcept {
  const double size = std::abs(cliffs_delta);
  if (size < 0.147) return "none";
  if (size < 0.33) return "small";
  return size < 0.474 ? "medium" : "large";
}

std::expected<comparison, std::string> compare(const compared_side& baseline, const compared_side& candidate,
                                               double margin, bool force) {
  comparison found;
  found.differences = all_differences(baseline, candidate);
  if (!found.differences.empty() && !force) return std::unexpected(not_comparable(found.differences));
  found.baseline = baseline.name;
  found.candidate = candidate.name;
  found.margin = margin;
  found.runs = {baseline.runs.size(), candidate.runs.size()};
  found.by_runs = std::ranges::min(found.runs) >= enough_runs;
  found.warnings = warnings(baseline, candidate, found.by_runs);
  const auto a = found.by_runs ? whole_runs(baseline.runs) : intervals_of(baseline.runs);
  const auto b = found.by_runs ? whole_runs(candidate.runs) : intervals_of(candidate.runs);
  found.pieces = {a.size(), b.size()};
  if (!found.by_runs && a.size() < enough_intervals) return std::unexpected(too_short(baseline, a.size()));
  if (!found.by_runs && b.size() < enough_intervals) return std::unexpected(too_short(candidate, b.size()));

  const spread of_a = spread_of(a, 1);
  const spread of_b = spread_of(b, 2);
  found.block = {of_a.block, of_b.block};
  if (!found.by_runs) warn_of_drift(of_a, of_b, found);
  for (std::size_t k = 0; k < figures; ++k) {
    figure_change& change = found.figures.emplace_back();
    change.which = static_cast<figure>(k);
    change.baseline = of_a.centre[k];
    change.candidate = of_b.centre[k];
    change.not_judged = why_not_judged(change, baseline, candidate);
  }
  const auto judged = std::ranges::count_if(found.figures, [](const auto& each) { return each.not_judged.empty(); });
  for (figure_change& each : found.figures) {
    if (each.not_judged.empty()) judge(each, of_a, of_b, static_cast<std::size_t>(judged), margin);
  }
  found.outcome = overall(found.figures);
  return found;
}

}  // namespace synfin::load
