#include "client/compare/comparison_json.hpp"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "client/compare/figure_text.hpp"
#include "client/report/json_text.hpp"
#include "synfin_version.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;

double to_millionths(double share) { return std::round(share * 1e6) / 1e6; }

json figure_json(const figure_change& each) {
  const bool share = each.which == figure::errors;
  json out{{"figure", kind_of(each.which).key},
           {"baseline", share ? to_millionths(each.baseline) : to_thousandths(each.baseline)},
           {"candidate", share ? to_millionths(each.candidate) : to_thousandths(each.candidate)}};
  if (!each.not_judged.empty()) {
    out["not_judged"] = each.not_judged;
    return out;
  }
  out["change"] = to_millionths(each.change);
  out["low"] = to_millionths(each.low);
  out["high"] = to_millionths(each.high);
  out["visible"] = to_millionths(each.visible);
  out["cliffs_delta"] = to_millionths(each.cliffs_delta);
  out["effect"] = effect_size(each.cliffs_delta);
  out["verdict"] = words(each.outcome);
  return out;
}

json side(const std::string& name, const comparison& found, std::size_t which) {
  return {{"name", name}, {"runs", found.runs[which]}, {"pieces", found.pieces[which]}, {"block", found.block[which]}};
}

json comparison_of(const comparison& found) {
  json changes = json::array();
  for (const figure_change& each : found.figures) changes.push_back(figure_json(each));
  return {{"baseline", side(found.baseline, found, 0)},
          {"candidate", side(found.candidate, found, 1)},
          {"drawn", found.by_runs ? "runs" : "intervals"},
          {"confidence", confidence / 100},
          {"margin", found.margin},
          {"differences", found.differences},
          {"warnings", found.warnings},
          {"figures", std::move(changes)},
          {"verdict", words(found.outcome)},
          {"sentence", verdict_sentence(found)}};
}

}  // namespace

std::string comparison_json(const std::vector<comparison>& all) {
  json list = json::array();
  for (const comparison& each : all) list.push_back(comparison_of(each));
  return json_text({{"schema", "synfin.compare/1"}, {"version", version}, {"comparisons", std::move(list)}});
}

}  // namespace synfin::load
