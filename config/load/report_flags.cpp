#include "config/load/report_flags.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "config/listen_address.hpp"
#include "config/load/custom_flag.hpp"
#include "config/load/threshold.hpp"

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

constexpr std::string_view group = "Reports";

problem take_no_progress(std::string_view /*true*/, load_settings& into) {
  into.reports.progress = progress_kind::off;
  return std::nullopt;
}

problem take_thresholds(std::string_view text, load_settings& into) {
  const auto found = parse_thresholds(text);
  if (!found) return found.error();
  into.reports.thresholds.insert(into.reports.thresholds.end(), found->begin(), found->end());
  return std::nullopt;
}

problem take_github(std::string_view /*true*/, load_settings& into) {
  into.reports.github = true;
  return std::nullopt;
}

problem take_admin(std::string_view text, load_settings& into) {
  const auto where = parse_listen_address(text);
  if (!where) return where.error();
  if (where->is == listen_address::kind::unix_path) return "not [ADDR:]PORT (like 9090 or 127.0.0.1:9090)";
  into.reports.admin = text;
  return std::nullopt;
}

/// Two flags that name one file, `-` included.
problem shared_file(const report_settings& s) {
  const std::array<std::pair<std::string_view, const std::string*>, 5> files{
      {{"--json", &s.json}, {"--html", &s.html}, {"--csv", &s.csv}, {"--hlog", &s.hlog}, {"--junit", &s.junit}}};
  for (auto each = files.begin(); each != files.end(); ++each) {
    const auto same = std::find_if(std::next(each), files.end(), [&](const auto& other) {
      return !other.second->empty() && *other.second == *each->second;
    });
    if (same == files.end()) continue;
    const std::string name = *same->second == "-" ? "standard output" : *same->second;
    return fmt::format("{} and {} both name {}: each report needs a file of its own", each->first, same->first, name);
  }
  return std::nullopt;
}

}  // namespace

std::vector<bound_flag> report_flags(load_settings& s) {
  return {
      grouped(group, "--json", "FILE|-", "write the result as JSON", text_setting{&s.reports.json, ""}),
      grouped(group, "--html", "FILE|-", "write a page with plots", text_setting{&s.reports.html, ""}),
      grouped(group, "--csv", "FILE|-", "write a table of the intervals", text_setting{&s.reports.csv, ""}),
      grouped(group, "--hlog", "FILE|-", "write HdrHistogram's log of the intervals",
              text_setting{&s.reports.hlog, ""}),
      repeatable(custom(group, "--threshold", "FIGURE<BOUND",
                        "exit 99 unless it holds, as p99<5ms, errors<0.1%, rate>1000, connect.p95<10ms or "
                        "status.5xx<=3; several are set apart by commas or spaces, repeatable",
                        s, take_thresholds)),
      grouped(group, "--junit", "FILE", "write the thresholds as JUnit XML", text_setting{&s.reports.junit, ""}),
      custom(group, "--github", "", "print missed thresholds as annotations for GitHub Actions", s, take_github),
      grouped(group, "--progress", "display|jsonl|off",
              "what standard error shows meanwhile: a display if it is a terminal, a line of JSON a second, nothing",
              choice_of(s.reports.progress, {"display", "jsonl", "off"})),
      custom(group, "--no-progress", "", "the same as --progress off", s, take_no_progress),
      custom(group, "--admin", "[ADDR:]PORT",
             "answer /metrics (Prometheus), /status.json and /healthz meanwhile; a port alone is on 127.0.0.1", s,
             take_admin)};
}

problem report_problem(load_settings& settings) {
  const report_settings& reports = settings.reports;
  if (!reports.junit.empty() && reports.thresholds.empty()) return "--junit needs a --threshold: it reports those";
  return shared_file(reports);
}

}  // namespace synfin::config
