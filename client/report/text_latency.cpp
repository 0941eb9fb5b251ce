#include "client/report/text_latency.hpp"

#include <array>
#include <string_view>

#include "client/report/figures.hpp"
#include "client/report/histogram_drawing.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t label_width = 12;
constexpr std::size_t figure_width = 9;

std::string table_row(std::string_view label, const histogram& values) {
  if (values.empty()) return {};
  std::string line = left(label, label_width);
  const std::array figures{static_cast<double>(values.min()),          values.mean(),
                           static_cast<double>(values.percentile(50)), static_cast<double>(values.percentile(90)),
                           static_cast<double>(values.percentile(99)), static_cast<double>(values.percentile(99.9)),
                           static_cast<double>(values.max())};
  for (const double figure : figures) line += right(latency_text(figure), figure_width);
  return line + "\n";
}

std::string table_head() {
  std::string line = left("Latency", label_width);
  for (const std::string_view title : {"min", "mean", "p50", "p90", "p99", "p99.9", "max"})
    line += right(title, figure_width);
  return line + "\n";
}

std::string whole_requests(const load_result& result) {
  const tally& counts = result.counts;
  if (!result.open_loop()) return table_row("  request", counts.raw);
  return table_row("  corrected", counts.corrected) + table_row("  raw", counts.raw) + table_row("  lag", counts.lag);
}

}  // namespace

std::string text_latency(const load_result& result, std::size_t drawing_width) {
  const tally& counts = result.counts;
  if (counts.raw.empty() && result.corrected().empty()) return {};
  std::string out = "\n" + table_head() + whole_requests(result) + table_row("  first byte", counts.first_byte) +
                    table_row("  transfer", counts.transfer);
  if (result.open_loop()) out += "  corrected: from when it was due · raw: from when it was sent · lag: between\n";
  return out + "\n" + draw(result.corrected(), drawing_width);
}

}  // namespace synfin::load
