#include "client/report/github_annotations.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/threshold_text.hpp"

namespace synfin::load {
namespace {

/// What the runner would take for the end of a command, or of one of its properties, as it wants it written.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char each : text) {
    switch (each) {
      case '%': out += "%25"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      case ':': out += property ? "%3A" : ":"; break;
      case ',': out += property ? "%2C" : ","; break;
      default: out += each;
    }
  }
  return out;
}

std::string annotation(std::string_view kind, std::string_view title, std::string_view text) {
  return fmt::format("::{} title={}::{}\n", kind, escaped(title, true), escaped(text, false));
}

}  // namespace

std::string github_annotations(const load_result& result) {
  std::string out;
  for (const threshold_outcome& each : result.thresholds) {
    if (!each.ok) out += annotation("error", "Threshold missed: " + each.expression, value_text(each));
  }
  if (out.empty() && !result.thresholds.empty()) {
    std::string all;
    for (const threshold_outcome& each : result.thresholds) {
      all += fmt::format("{}{} ({})", all.empty() ? "" : ", ", each.expression, value_text(each));
    }
    out += annotation("notice", counted(result.thresholds.size(), "threshold") + " met", all);
  }
  if (const std::string verdict = result.verdict(); !verdict.empty()) {
    out += annotation("warning", "The client's verdict", verdict);
  }
  return out;
}

}  // namespace synfin::load
