#include "client/convert_command.hpp"

#include <string>

#include <fmt/format.h>

#include "client/convert/fortio.hpp"
#include "client/convert/oha.hpp"
#include "client/convert/vegeta.hpp"
#include "client/ending.hpp"
#include "client/report/csv_report.hpp"
#include "client/report/hlog_report.hpp"
#include "client/report/html/html_report.hpp"
#include "client/report/text_report.hpp"
#include "client/result_files.hpp"

namespace synfin::client {
namespace {

std::string converted(const load::load_result& result, config::result_form to) {
  switch (to) {
    case config::result_form::text: return load::text_report(result);
    case config::result_form::csv: return load::csv_report(result);
    case config::result_form::hlog: return load::hlog_report(result);
    case config::result_form::html: return load::html_report(result);
    case config::result_form::oha: return load::as_oha(result);
    case config::result_form::vegeta: return load::as_vegeta(result);
    case config::result_form::fortio: return load::as_fortio(result);
  }
  return {};
}

}  // namespace

int run_convert(const config::convert_settings& settings) {
  const auto results = read_result_files({settings.file});
  if (!results) return fail(results.error());
  if (results->size() != 1)
    return fail(fmt::format("{} holds {} results; merge them first", settings.file, results->size()));
  const auto written = write_output(settings.output, converted(results->front().result, settings.to));
  return written ? ran : fail(written.error());
}

}  // namespace synfin::client
