#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "config/load/threshold.hpp"

namespace synfin::config {

/// What a threshold compares, its name taken apart. The views refer to the name.
struct figure_name {
  /// Of a distribution; `none` where the figure is one number.
  enum class statistic : std::uint8_t { none, percentile, mean, least, most, deviation };

  std::string_view of;    ///< `corrected` where the name says nothing, `connect`, `errors`, `status`, `rate`, …
  std::string_view part;  ///< `404` or `5xx` of statuses, the class of errors; empty = all of them
  statistic which = statistic::none;
  double percent = 0;  ///< of a percentile, above 0 and at most 100
};

/// Reads `p99.9`, `connect.p95`, `mean`, `errors`, `errors.reset`, `status.5xx`, `rate` and the like. The error says
/// what is wrong, and what was probably meant.
std::expected<figure_name, std::string> parse_figure_name(std::string_view name);

/// May a bound on `figure` be given in `unit`?
bool measured_in(const figure_name& figure, threshold::measure unit) noexcept;

}  // namespace synfin::config
