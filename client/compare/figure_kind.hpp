#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace synfin::load {

/// What two results are compared by, in the order of the report.
enum class figure : std::uint8_t { rate, errors, mean, p50, p90, p99, p999, cpu };
inline constexpr std::size_t figures = 8;

struct figure_kind {
  std::string_view key;   ///< in JSON
  std::string_view name;  ///< for people
  bool more_is_better;
  bool decides;    ///< is part of the verdict on the server; the client's own cost is not
  double percent;  ///< which percentile it is; 0 for what is none
};

inline constexpr std::array<figure_kind, figures> figure_kinds{{{"rate", "rate", true, true, 0},
                                                                {"errors", "errors", false, true, 0},
                                                                {"mean_us", "mean", false, true, 0},
                                                                {"p50_us", "p50", false, true, 50},
                                                                {"p90_us", "p90", false, true, 90},
                                                                {"p99_us", "p99", false, true, 99},
                                                                {"p99_9_us", "p99.9", false, true, 99.9},
                                                                {"cpu_us_per_request", "client CPU", false, false, 0}}};

constexpr const figure_kind& kind_of(figure which) { return figure_kinds[static_cast<std::size_t>(which)]; }

/// A value for each figure: requests a second, a share, microseconds.
using figure_values = std::array<double, figures>;

}  // namespace synfin::load
