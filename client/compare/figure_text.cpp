#include "client/compare/figure_text.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

/// A percentage with as many digits as it is worth.
std::string percents(double share) {
  const double percent = 100 * std::abs(share);
  return fmt::format("{:.{}f}", percent, percent < 10 ? 2 : 1);
}

std::string_view unit(figure which) { return which == figure::errors ? "points" : "%"; }

/// The largest change that no decisive figure could have hidden.
std::string least_visible(const comparison& found) {
  std::string text;
  for (const figure_change& each : found.figures) {
    if (!each.not_judged.empty() || !kind_of(each.which).decides || each.which == figure::errors) continue;
    const double visible = std::max(each.visible, found.margin);
    text += fmt::format("{}{} {} %", text.empty() ? "" : ", ", kind_of(each.which).name, percents(visible));
  }
  return text;
}

}  // namespace

std::string value_text(figure which, double value) {
  if (which == figure::rate) return thousands(value) + "/s";
  if (which == figure::errors) return fmt::format("{:.2f} %", 100 * value);
  return value > 0 ? latency_text(value) : "none";
}

std::string change_text(figure which, double change) {
  return fmt::format("{}{} {}", change < 0 ? "-" : "+", percents(change), unit(which));
}

std::string outcome_text(const figure_change& change) {
  const bool better = change.outcome == finding::faster;
  if (change.outcome == finding::no_difference) return "none shown";
  if (change.which == figure::errors) return better ? "fewer" : "more";
  if (change.which == figure::cpu) return better ? "cheaper" : "dearer";
  return std::string(words(change.outcome));
}

std::string verdict_sentence(const comparison& found) {
  std::string reasons;
  for (const figure_change& each : found.figures) {
    if (each.outcome == finding::no_difference || !kind_of(each.which).decides) continue;
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", kind_of(each.which).name,
                           change_text(each.which, each.change));
  }
  switch (found.outcome) {
    case finding::faster: return fmt::format("Faster: {}.", reasons);
    case finding::slower: return fmt::format("Slower: {}.", reasons);
    case finding::mixed: return fmt::format("Mixed, some faster and some slower: {}.", reasons);
    case finding::no_difference: break;
  }
  return fmt::format("No difference shown. One of this size would have been found four times out of five: {}.",
                     least_visible(found));
}

}  // namespace synfin::load
