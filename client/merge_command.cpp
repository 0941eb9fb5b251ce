#include "client/merge_command.hpp"

#include "client/compare/merge.hpp"
#include "client/ending.hpp"
#include "client/report/json_report.hpp"
#include "client/report/text_report.hpp"
#include "client/result_files.hpp"

namespace synfin::client {

int run_merge(const config::merge_settings& settings) {
  const auto results = read_result_files(settings.files);
  if (!results) return fail(results.error());
  const auto sum = load::merge(*results, settings.force);
  if (!sum) return fail(sum.error());
  if (settings.json != "-" && !print_for_people(load::text_report(*sum)))
    return fail("cannot write to standard output");
  if (settings.json.empty()) return ran;
  const auto written = write_output(settings.json, load::json_report(*sum));
  return written ? ran : fail(written.error());
}

}  // namespace synfin::client
