#include "client/report/junit_report.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "client/report/threshold_text.hpp"
#include "client/report/xml_text.hpp"
#include "common/clock.hpp"

namespace synfin::load {
namespace {

std::string suite_name(const load_result& result) {
  const auto& urls = result.settings.urls;
  if (urls.empty()) return "load";
  return urls.size() == 1 ? urls.front() : fmt::format("{} and {} more", urls.front(), urls.size() - 1);
}

std::string test_case(const threshold_outcome& each, double duration_s) {
  const std::string open = fmt::format(R"(    <testcase classname="synfin.load" name="{}" time="{:.3f}")",
                                       xml_text(each.expression), duration_s);
  if (each.ok) return open + "/>\n";
  const std::string why = fmt::format("{}: {}", each.expression, value_text(each));
  return fmt::format("{}>\n      <failure type=\"threshold\" message=\"{}\">{}</failure>\n    </testcase>\n", open,
                     xml_text(why), xml_text(why));
}

}  // namespace

std::string junit_report(const load_result& result) {
  const std::size_t tests = result.thresholds.size();
  const auto missed = std::ranges::count(result.thresholds, false, &threshold_outcome::ok);
  const std::string counts =
      fmt::format(R"(tests="{}" failures="{}" errors="0" time="{:.3f}")", tests, missed, result.duration_s);
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"synfin-client load\" {0}>\n"
      "  <testsuite name=\"{1}\" {0} skipped=\"0\" timestamp=\"{2}\">\n",
      counts, xml_text(suite_name(result)), rfc3339(result.started_at));
  for (const threshold_outcome& each : result.thresholds) out += test_case(each, result.duration_s);
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace synfin::load
