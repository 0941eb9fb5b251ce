#include "client/report/html/html_report.hpp"

#include <fmt/format.h>

#include "client/report/foreign_text.hpp"
#include "client/report/html/latency_plots.hpp"
#include "client/report/html/page.hpp"
#include "client/report/html/settings_table.hpp"
#include "client/report/html/story.hpp"
#include "client/report/html/tables.hpp"
#include "client/report/html/terms.hpp"
#include "client/report/html/time_plots.hpp"
#include "synfin_version.hpp"

namespace synfin::load {
namespace {

std::string section(std::string_view heading, const std::string& content, std::string_view kind) {
  if (content.empty()) return {};
  return fmt::format("<h2>{}</h2>\n<div class=\"{}\">\n{}</div>\n", heading, kind, content);
}

}  // namespace

std::string html_report(const load_result& result) {
  const std::string target = result.settings.urls.empty() ? "" : clipped(result.settings.urls.front(), 80);
  const std::string body = html::story(result) +
                           section("How long requests took", html::latency_plots(result), "plots") +
                           section("How the run went", html::time_plots(result), "plots") +
                           section("All figures", html::figure_tables(result), "tables") +
                           section("Settings", html::settings_table(result), "words") + html::terms() +
                           fmt::format(
                               "<p class=\"faint\">Made by synfin-client {}. Times are rounded to what the "
                               "histograms hold: three significant digits.</p>\n",
                               version);
  return html::page("Load test of " + target, body);
}

}  // namespace synfin::load
