#include "client/compare/comparison_page.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "client/compare/figure_text.hpp"
#include "client/report/foreign_text.hpp"
#include "synfin_version.hpp"

namespace synfin::load {
namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>synfin-client compare</title>
<style>
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #fff; --faint: #6b7076; --line: #d8dbdf; --good: #1a7f37; --bad: #c62828; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8ea; --paper: #16181b; --faint: #9aa0a6; --line: #3a3e43; --good: #57c470; --bad: #ff7b72; }
}
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
.scroll { overflow-x: auto; }
.faster { color: var(--good); } .slower, .mixed { color: var(--bad); } .faint { color: var(--faint); }
svg { width: 100%; height: auto; margin: 1rem 0; }
svg text { fill: var(--ink); font-size: 13px; } svg .faint { fill: var(--faint); }
svg line { stroke: var(--faint); stroke-width: 3; } svg circle { fill: var(--faint); }
svg line.zero { stroke: var(--line); stroke-width: 1; }
svg line.faster { stroke: var(--good); } svg circle.faster { fill: var(--good); }
svg line.slower { stroke: var(--bad); } svg circle.slower { fill: var(--bad); }
</style>
)";

/// The class of what is coloured by a verdict.
std::string_view colour(finding outcome) noexcept {
  return outcome == finding::no_difference ? "faint" : words(outcome);
}

std::string row(const figure_change& each) {
  const std::string values = fmt::format("<tr><td>{}<td>{}<td>{}", to_html(kind_of(each.which).name),
                                         value_text(each.which, each.baseline), value_text(each.which, each.candidate));
  if (!each.not_judged.empty()) return fmt::format("{}<td><td><td class=faint>{}\n", values, each.not_judged);
  return fmt::format("{}<td>{}<td>{} … {}<td class={}>{}, effect {}\n", values, change_text(each.which, each.change),
                     change_text(each.which, each.low), change_text(each.which, each.high), colour(each.outcome),
                     outcome_text(each), effect_size(each.cliffs_delta));
}

bool drawn(const figure_change& each) { return each.not_judged.empty() && each.which != figure::errors; }

/// Changes in percent from `-reach` to `reach` as places from left to right.
struct scale {
  double reach;

  static constexpr double left = 110;
  static constexpr double right = 790;
  double at(double change) const {
    return left + (right - left) * (std::clamp(change, -reach, reach) + reach) / (2 * reach);
  }
};

std::string interval_line(const figure_change& each, const scale& across, double y) {
  const std::string_view kind = colour(each.outcome);
  return fmt::format(
      "<text x=\"0\" y=\"{:.0f}\">{}</text><line class=\"{}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.0f}\" "
      "y2=\"{:.0f}\"/><circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.0f}\" r=\"5\"><title>{}</title></circle>\n",
      y + 4, to_html(kind_of(each.which).name), kind, across.at(each.low), across.at(each.high), y, y, kind,
      across.at(each.change), y, change_text(each.which, each.change));
}

std::string plot(const comparison& found) {
  constexpr double row_height = 26;
  scale across{0.01};
  double rows = 0;
  for (const figure_change& each : found.figures) {
    if (!drawn(each)) continue;
    ++rows;
    // An interval that is very wide is cut off rather than the others made invisible.
    const double ends = std::max({std::abs(each.low), std::abs(each.high), std::abs(each.change)});
    across.reach = std::max(across.reach, std::min(1.1 * ends, std::max(1.0, 2 * std::abs(each.change))));
  }
  const double bottom = row_height * rows;
  std::string out = fmt::format(
      "<svg viewBox=\"0 0 800 {:.0f}\" role=\"img\" aria-label=\"changes with their intervals\">\n"
      "<line class=\"zero\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"0\" y2=\"{:.0f}\"/>\n",
      bottom + 24, across.at(0), across.at(0), bottom);
  double y = row_height / 2;
  for (const figure_change& each : found.figures) {
    if (!drawn(each)) continue;
    out += interval_line(each, across, y);
    y += row_height;
  }
  for (const double share : {-1.0, 0.0, 1.0}) {
    const std::string label = share == 0 ? "no change" : change_text(figure::rate, share * across.reach);
    const std::string_view anchor = share < 0 ? "start" : share > 0 ? "end" : "middle";
    out += fmt::format("<text class=\"faint\" x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}</text>\n",
                       across.at(share * across.reach), bottom + 18, anchor, label);
  }
  return out + "</svg>\n";
}

std::string section(const comparison& found) {
  std::string out = fmt::format("<h2>{} → {}</h2>\n<p class={}><strong>{}</strong>\n", to_html(found.baseline),
                                to_html(found.candidate), colour(found.outcome), to_html(verdict_sentence(found)));
  out += plot(found);
  out += "<div class=scroll><table>\n<tr><th>figure<th>baseline<th>candidate<th>change<th>interval<th>verdict\n";
  for (const figure_change& each : found.figures) out += row(each);
  out += fmt::format(
      "</table></div>\n<p class=faint>All intervals hold together in {:.0f} of 100 cases. "
      "Runs: {} and {}; drawn from {} and {} {}.\n",
      confidence, found.runs[0], found.runs[1], found.pieces[0], found.pieces[1], found.by_runs ? "runs" : "intervals");
  for (const auto& each : found.differences) out += fmt::format("<p>Set up differently: {}\n", to_html(each));
  for (const auto& each : found.warnings) out += fmt::format("<p>{}\n", to_html(each));
  return out;
}

}  // namespace

std::string comparison_page(const std::vector<comparison>& all) {
  std::string out{head};
  out += "<h1>Load results compared</h1>\n";
  for (const comparison& each : all) out += section(each);
  return out + fmt::format("<p class=faint>synfin-client {}\n</html>\n", version);
}

}  // namespace synfin::load
