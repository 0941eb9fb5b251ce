#include "client/report/text_requests.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"
#include "client/report/text_layout.hpp"

namespace synfin::load {
namespace {

std::string requests(const load_result& result) {
  const tally& counts = result.counts;
  const parts said{thousands(counts.sent) + " sent", thousands(counts.completed) + " completed",
                   thousands(counts.failed) + " failed"};
  return block_with_figure("Requests", said, thousands(result.per_second(counts.completed)) + "/s");
}

/// An open loop's rate: what was asked for, and what came of it.
std::string rate(const load_result& result) {
  if (result.requested_rate <= 0) return {};
  const double sent = result.per_second(result.counts.sent);
  return block("  rate", {rate_text(result.requested_rate) + " asked for",
                          fmt::format("{}/s sent ({:.2f} %)", thousands(sent), 100 * sent / result.requested_rate)});
}

std::string shortfall(const tally& counts) {
  if (counts.never_sent == 0) return {};
  const std::uint64_t due = counts.sent + counts.never_sent;
  const double share = 100 * static_cast<double>(counts.never_sent) / static_cast<double>(due);
  return block("  shortfall", {fmt::format("{} were due and never sent ({:.2f} % of {})", thousands(counts.never_sent),
                                           share, thousands(due))});
}

std::string status(const tally& counts) {
  parts said;
  for (std::size_t code = 0; code < counts.status.size(); ++code) {
    if (counts.status[code] != 0) said.push_back(fmt::format("{}: {}", code, thousands(counts.status[code])));
  }
  return said.empty() ? "" : block("Status", said);
}

std::string errors(const tally& counts) {
  std::string out;
  for (std::size_t i = 0; i < counts.failed_by.size(); ++i) {
    const auto& [count, example] = counts.failed_by[i];
    if (count == 0) continue;
    const std::string line = left(out.empty() ? "Errors" : "", label_columns) + thousands(count) + " " +
                             spoken(static_cast<failure>(i)) + "   ";
    out += line + clipped(example, report_width - std::min(report_width - 1, columns(line))) + "\n";
  }
  return out;
}

std::string data(const load_result& result) {
  const auto received = static_cast<double>(result.counts.bytes_received);
  const parts said{fmt::format("{} received, {} of it body", bytes_text(received),
                               bytes_text(static_cast<double>(result.counts.bytes_of_bodies)))};
  return block_with_figure("Data", said, bytes_text(result.per_second(result.counts.bytes_received)) + "/s");
}

}  // namespace

std::string text_requests(const load_result& result) {
  const tally& counts = result.counts;
  return requests(result) + rate(result) + shortfall(counts) + status(counts) + errors(counts) + data(result);
}

}  // namespace synfin::load
