#include "config/load/flags.hpp"

#include <string_view>
#include <utility>

#include "config/load/connection_flags.hpp"
#include "config/load/custom_flag.hpp"
#include "config/load/expectation_flags.hpp"
#include "config/load/pacing_flags.hpp"
#include "config/load/report_flags.hpp"
#include "config/load/request_flags.hpp"
#include "config/tls_flags.hpp"

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

problem take_no_resumption(std::string_view /*true*/, load_settings& into) {
  into.tls.resume = false;
  return std::nullopt;
}

void join(std::vector<bound_flag>& all, std::vector<bound_flag> more) {
  for (auto& each : more) all.push_back(std::move(each));
}

}  // namespace

std::vector<bound_flag> load_flags(load_settings& s) {
  std::vector<bound_flag> flags = request_flags(s);
  join(flags, expectation_flags(s));
  join(flags, pacing_flags(s));
  join(flags, connection_flags(s));
  join(flags, tls_flags(s.tls));
  flags.push_back(custom("TLS", "--no-resumption", "", "a full handshake for every connection", s, take_no_resumption));
  join(flags, report_flags(s));
  flags.push_back({{"-h,--help", "", "print this"}, {}});
  return flags;
}

problem settle(load_settings& settings, std::vector<std::string>& notes) {
  if (auto wrong = request_problem(settings, notes)) return wrong;
  if (auto wrong = tls_problem(settings.tls)) return wrong;
  if (auto wrong = connection_problem(settings)) return wrong;
  if (auto wrong = pacing_problem(settings)) return wrong;
  return report_problem(settings);
}

}  // namespace synfin::config
