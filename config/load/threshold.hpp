#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::config {

/// A bound on one figure of a run: `p99<5ms`, `errors<0.1%`, `status.404<=3`.
struct threshold {
  enum class comparison : std::uint8_t { less, at_most, more, at_least };
  enum class measure : std::uint8_t { time, share, count, rate };

  std::string expression;  ///< as given
  std::string figure;      ///< what is compared, by its name: `p99`, `connect.p95`, `errors`, `rate`, `status.5xx`
  comparison how = comparison::less;
  double bound = 0;               ///< of times in microseconds, of shares from 0 to 1, else a count or a rate a second
  measure unit = measure::count;  ///< what the bound is: errors and statuses may be counted, or be a share of all

  bool operator==(const threshold&) const = default;
};

/// Reads thresholds that stand apart by commas or spaces: `p99<5ms, errors < 0.1%`. The error says what is wrong with
/// which of them, and what there is instead.
std::expected<std::vector<threshold>, std::string> parse_thresholds(std::string_view text);

/// `line` with `--threshold` before each further word that follows one as `--threshold 'p99<5ms' 'rate>1000'` does: a
/// word in which two sides are compared, which no URL has. The result refers to what `line` refers to.
std::vector<const char*> each_threshold_flagged(std::span<const char* const> line);

}  // namespace synfin::config
