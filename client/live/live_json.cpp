#include "client/live/live_json.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include <nlohmann/json.hpp>

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;

/// Digits beyond these say nothing.
double rounded(double number, double to) noexcept { return std::round(number * to) / to; }

json statuses(const live_figures& totals) {
  constexpr std::array<const char*, 6> names{"other", "1xx", "2xx", "3xx", "4xx", "5xx"};
  json made = json::object();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (totals.statuses.at(i) != 0) made[names.at(i)] = totals.statuses.at(i);
  }
  return made;
}

json errors(const live_figures& totals) {
  json made = json::object();
  for (std::size_t i = 0; i < failures; ++i) {
    if (totals.failed_by.at(i) != 0) made[std::string(name(static_cast<failure>(i)))] = totals.failed_by.at(i);
  }
  return made;
}

json states(const connection_states& now) {
  return {{"connecting", now.connecting},
          {"active", now.active},
          {"idle", now.idle},
          {"closing", now.closing},
          {"time_wait", now.time_wait}};
}

}  // namespace

std::string live_json(const live_plan& plan, const live_moment& now) {
  const live_figures& totals = now.totals;
  json line{{"elapsed_s", rounded(now.elapsed_s, 1e3)}};
  if (plan.of_s) line["of_s"] = rounded(*plan.of_s, 1e3);
  if (plan.of_requests) line["of_requests"] = *plan.of_requests;
  line["warming_up"] = totals.warming_up;
  line["stopping"] = now.stopping;
  line["sent"] = totals.sent;
  line["completed"] = totals.completed;
  line["failed"] = totals.failed;
  line["per_second"] = rounded(now.per_second, 10);
  line["mean_per_second"] = rounded(now.mean_per_second, 10);
  line["in_flight"] = totals.in_flight;
  line["behind"] = totals.behind;
  line["p50_us"] = now.recent.percentile(50);
  line["p90_us"] = now.recent.percentile(90);
  line["p99_us"] = now.recent.percentile(99);
  line["max_us"] = now.recent.max();
  line["status"] = statuses(totals);
  line["errors"] = errors(totals);
  line["states"] = states(totals.states);
  line["connections_opened"] = totals.connections_opened;
  line["connections_failed"] = totals.connections_failed;
  line["bytes_received"] = totals.bytes_received;
  line["cpu_share"] = rounded(now.cpu_share, 1e3);
  return line.dump();
}

}  // namespace synfin::load
