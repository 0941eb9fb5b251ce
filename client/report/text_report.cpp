#include "client/report/text_report.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "client/report/text_client.hpp"
#include "client/report/text_connections.hpp"
#include "client/report/text_head.hpp"
#include "client/report/text_latency.hpp"
#include "client/report/text_layout.hpp"
#include "client/report/text_requests.hpp"
#include "client/report/text_thresholds.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t widest_drawing = 120;

/// The two lines that wrk ends with, and that scripts look for: its own units and digits.
std::string wrk_lines(const load_result& result) {
  constexpr std::array<std::string_view, 5> units{"", "K", "M", "G", "T"};
  double bytes = result.per_second(result.counts.bytes_received);
  std::size_t unit = 0;
  for (; bytes >= 1024 && unit + 1 < units.size(); bytes /= 1024) ++unit;
  return fmt::format("\nRequests/sec: {:9.2f}\nTransfer/sec: {:>10}B\n", result.per_second(result.counts.completed),
                     fmt::format("{:.2f}{}", bytes, units[unit]));
}

}  // namespace

std::string text_report(const load_result& result, text_form form) {
  return text_head(result) + "\n" + text_requests(result) +
         text_latency(result, std::clamp(form.width, report_width, widest_drawing)) + text_connections(result) +
         text_client(result) + text_thresholds(result, form.colour) + wrk_lines(result);
}

}  // namespace synfin::load
