#include "client/report/text_client.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"
#include "client/report/text_layout.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t name_width = 28;

double percent(double part, double whole) noexcept { return whole > 0 ? 100 * part / whole : 0; }

std::string cpu(const load_result& result) {
  return fmt::format("{:.0f} % of one CPU, {:.1f} µs a request", percent(result.cpu_seconds(), result.duration_s),
                     result.cpu_us_per_request());
}

std::string busiest(const load_result& result) {
  double most = 0;
  for (const auto& each : result.workers) most = std::max(most, percent(each.cpu_seconds, each.wall_seconds));
  return fmt::format("busiest thread {:.0f} %", most);
}

std::string part_row(const part_usage& part) {
  const double rate = part.duration_s > 0 ? static_cast<double>(part.completed) / part.duration_s : 0;
  return left("  " + clipped(part.name, name_width - 2), name_width) + right(thousands(part.completed), 13) +
         right(thousands(rate) + "/s", 13) +
         right(fmt::format("{:.0f} %", percent(part.cpu_seconds, part.duration_s)), 7) +
         right(part.lag.empty() ? "" : latency_text(static_cast<double>(part.lag.percentile(99))), 9) +
         (part.saturated ? " saturated" : "") + "\n";
}

std::string parts_table(const load_result& result) {
  if (result.parts.empty()) return {};
  std::string out = "\n" + left("Parts", name_width) + right("completed", 13) + right("rate", 13) + right("CPU", 7) +
                    right("lag p99", 9) + "\n";
  for (const auto& each : result.parts) out += part_row(each);
  return out;
}

}  // namespace

std::string text_client(const load_result& result) {
  parts said{cpu(result)};
  if (result.workers.size() > 1) said.push_back(busiest(result));
  if (!result.lag().empty()) {
    said.push_back(fmt::format("{} p99 {}", result.open_loop() ? "lag" : "loop lag",
                               latency_text(static_cast<double>(result.lag().percentile(99)))));
  }
  if (result.mean_in_flight > 0) said.push_back(thousands(result.mean_in_flight) + " in flight on average");
  std::string out = block("Client", said);
  if (const std::string verdict = result.verdict(); !verdict.empty()) out += sentence(verdict);
  for (const std::string& note : result.notes) out += sentence(note);
  return out + parts_table(result);
}

}  // namespace synfin::load
