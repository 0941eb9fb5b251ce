#include "client/compare/comparison_text.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "client/compare/figure_text.hpp"
#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t width = 80;

std::string paragraph(std::string_view label, std::size_t indent, const std::string& sentence) {
  std::vector<std::string> words;
  const std::string safe = shown(sentence);
  for (std::size_t at = 0; at < safe.size();) {
    const std::size_t end = std::min(safe.find(' ', at), safe.size());
    words.push_back(safe.substr(at, end - at));
    at = end + 1;
  }
  return wrapped(label, indent, words, " ", width);
}

std::string side(std::string_view label, const std::string& name, const comparison& found, std::size_t which) {
  std::string drawn = counted(found.runs[which], "run");
  if (!found.by_runs) drawn += fmt::format(", {}", counted(found.pieces[which], "interval"));
  if (found.block[which] > 1) drawn += fmt::format(" drawn {} at once", found.block[which]);
  return paragraph(label, 12, fmt::format("{} · {}", name, drawn));
}

std::string heading() {
  return left("", 11) + right("baseline", 12) + right("candidate", 12) + right("change", 10) + right("interval", 20) +
         "  " + "effect\n";
}

std::string row(const figure_change& each) {
  std::string line = left(kind_of(each.which).name, 11) + right(value_text(each.which, each.baseline), 12) +
                     right(value_text(each.which, each.candidate), 12);
  if (!each.not_judged.empty()) return line + "  " + each.not_judged + "\n";
  line += right(change_text(each.which, each.change), 10);
  const std::string low = change_text(each.which, each.low);
  // The unit stands once, behind the upper end.
  line += right(fmt::format("{}…{}", low.substr(0, low.find(' ')), change_text(each.which, each.high)), 20);
  line += fmt::format("  {}", outcome_text(each));
  if (each.outcome != finding::no_difference) line += fmt::format(", {}", effect_size(each.cliffs_delta));
  return line + "\n";
}

}  // namespace

std::string comparison_text(const comparison& found) {
  std::string out = side("Baseline", found.baseline, found, 0) + side("Candidate", found.candidate, found, 1);
  for (const auto& each : found.differences) out += paragraph("  forced", 12, each);
  out += "\n" + heading();
  for (const figure_change& each : found.figures) out += row(each);
  out += "\n" + paragraph("", 0, verdict_sentence(found));
  out += paragraph("", 0,
                   fmt::format("All intervals hold together in {:.0f} of 100 cases; changes below {} are let pass.",
                               confidence, change_text(figure::rate, found.margin).substr(1)));
  for (const auto& each : found.warnings) out += paragraph("Note:", 6, each);
  return out;
}

}  // namespace synfin::load
