#include "server/site/pages/columns.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace synfin::server::site {
namespace {

namespace chrono = std::chrono;
using namespace std::chrono_literals;

constexpr wall_seconds earliest = chrono::sys_days{0y / 1 / 1};
constexpr wall_seconds latest = chrono::sys_days{9999y / 12 / 31} + 23h + 59min + 59s;

}  // namespace

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  constexpr double step = 1024;
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double amount = static_cast<double>(bytes) / step;
  std::size_t unit = 0;
  // As long as it would be rounded to 1024 of its unit.
  for (; amount >= step - 0.5 && unit + 1 < units.size(); ++unit) amount /= step;
  return fmt::format("{:.{}f} {}", amount, amount < 9.95 ? 1 : 0, units[unit]);
}

std::string time_text(wall_seconds time) {
  const wall_seconds shown = std::clamp(time, earliest, latest);
  const auto day = chrono::floor<chrono::days>(shown);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss clock{shown - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace synfin::server::site
