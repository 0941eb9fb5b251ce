#include "client/load_command.hpp"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "client/ending.hpp"
#include "client/load/load_test.hpp"
#include "client/report/figures.hpp"
#include "client/report/github_annotations.hpp"
#include "client/report/text_report.hpp"
#include "client/report_files.hpp"
#include "client/result/threshold_check.hpp"
#include "client/sitemaps.hpp"
#include "common/log.hpp"

namespace synfin::client {
namespace {

bool terminal_takes_utf8() { return std::string_view(::nl_langinfo(CODESET)) == "UTF-8"; }

/// How the text is shown: in colour on a terminal, unless NO_COLOR is set (no-color.org).
load::text_form form_of_standard_output() {
  load::text_form form;
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 0) return form;
  const char* const plain = std::getenv("NO_COLOR");
  form.colour = plain == nullptr || *plain == '\0';
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) form.width = size.ws_col;
  return form;
}

/// Raises the soft limit of descriptors to the hard one; the limit then.
rlim_t raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::optional<std::string> too_many_connections(const config::load_settings& settings) {
  constexpr rlim_t for_others = 64;  // standard streams, event loops, the reports
  const rlim_t limit = raise_descriptor_limit();
  if (settings.connections + for_others <= limit) return std::nullopt;
  return fmt::format(
      "{} connections do not fit: this process may have {} descriptors\n"
      "  Use -c {} or fewer, or raise the limit first: ulimit -n {}",
      settings.connections, limit, limit > for_others ? limit - for_others : 1, settings.connections + for_others);
}

bool print_text(const load::load_result& result) {
  const std::string text = load::text_report(result, form_of_standard_output());
  return print(terminal_takes_utf8() ? text : load::to_ascii(text));
}

bool missed(const load::load_result& result) {
  return std::ranges::any_of(result.thresholds, [](const load::threshold_outcome& each) { return !each.ok; });
}

/// Prints and writes the reports; what became of all.
int report(const load::load_result& result, report_files& files) {
  int status = ran;
  const bool with_text = !files.on_standard_output() && result.counts.sent != 0;
  if (with_text && !print_text(result)) status = fail("cannot write to standard output");
  for (const std::string& problem : files.write(result)) status = fail(problem);
  if (result.settings.reports.github && !print(load::github_annotations(result))) {
    status = fail("cannot write to standard output");
  }
  if (result.counts.completed == 0) {
    const auto invalid = result.counts.failed_by[static_cast<std::size_t>(load::failure::validation)].count;
    return fail((invalid == 0 ? "nothing was answered: " : "no answer was what was expected: ") +
                load::why_nothing_was_answered(result.counts));
  }
  return status == ran && missed(result) ? threshold_missed : status;
}

}  // namespace

int run_load(config::load_settings settings) {
  const auto notes = add_sitemaps(settings);
  if (!notes) return fail(notes.error());
  for (const auto& note : *notes) log::info(note);
  auto files = report_files::open(settings.reports);
  if (!files) return fail(files.error());
  if (const auto problem = too_many_connections(settings)) return fail(*problem);

  auto result = load::run_load_test(settings);
  if (!result) return fail(result.error());
  result->thresholds = load::check_thresholds(*result);
  return report(*result, *files);
}

}  // namespace synfin::client
