#include "client/live/latency_bars.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t label_width = 9;
constexpr std::size_t least_bar = 4;

struct row {
  std::uint64_t bound;
  std::uint64_t count;
};

/// Steps within a decade that are told apart by eye, the finest first.
constexpr std::array<double, 5> fifths{1, 1.6, 2.5, 4, 6.3};
constexpr std::array<double, 3> thirds{1, 2, 5};
constexpr std::array<double, 2> halves{1, 3.2};
constexpr std::array<double, 1> wholes{1};
constexpr std::array<std::span<const double>, 4> scales{fifths, thirds, halves, wholes};

/// The bounds from the first that is no less than `least` to the first that is no less than `most`.
std::vector<std::uint64_t> bounds(std::span<const double> steps, std::uint64_t least, std::uint64_t most) {
  std::vector<std::uint64_t> found;
  for (double decade = 1; decade <= 1e10; decade *= 10) {
    for (const double step : steps) {
      const auto bound = static_cast<std::uint64_t>(std::llround(step * decade));
      if (bound < least || (!found.empty() && bound == found.back())) continue;
      found.push_back(bound);
      if (bound >= most) return found;
    }
  }
  return found;
}

std::vector<row> rows(const histogram& values, std::size_t most) {
  std::vector<std::uint64_t> limits;
  for (const auto& steps : scales) {
    limits = bounds(steps, values.min(), values.max());
    if (limits.size() <= most) break;
  }
  if (limits.size() > most) limits.erase(limits.begin(), limits.end() - static_cast<std::ptrdiff_t>(most));
  std::vector<row> found;
  std::uint64_t below = 0;
  for (const std::uint64_t limit : limits) {
    const std::uint64_t upto = values.count_at_most(limit);
    found.push_back({limit, upto - below});
    below = upto;
  }
  return found;
}

double length(std::uint64_t count, std::uint64_t most, scale by) noexcept {
  const auto of = [by](std::uint64_t each) {
    return by == scale::linear ? static_cast<double>(each) : std::log1p(static_cast<double>(each));
  };
  return of(count) / of(most);
}

/// Whatever was counted can be seen.
std::string bar(double share, std::size_t width) {
  constexpr std::array<std::string_view, 8> parts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  auto eighths = static_cast<std::size_t>(std::lround(share * static_cast<double>(width * 8)));
  if (share > 0) eighths = std::max<std::size_t>(eighths, 1);
  std::string out;
  for (std::size_t i = 0; i < eighths / 8; ++i) out += "█";
  return out.append(parts.at(eighths % 8));
}

}  // namespace

std::vector<std::string> latency_bars(const histogram& values, std::size_t most_rows, std::size_t width, scale by) {
  if (values.empty() || most_rows == 0) return {};
  const auto found = rows(values, most_rows);
  const std::uint64_t most = std::ranges::max_element(found, {}, &row::count)->count;
  const std::size_t count_width = thousands(most).size() + 1;
  if (width < label_width + 1 + least_bar + count_width) return {};
  const std::size_t bar_width = width - label_width - 1 - count_width;
  std::vector<std::string> drawn;
  drawn.reserve(found.size());
  for (const auto& [bound, count] : found) {
    drawn.push_back(right("≤ " + latency_text(static_cast<double>(bound)), label_width) + " " +
                    left(bar(length(count, most, by), bar_width), bar_width) + right(thousands(count), count_width));
  }
  return drawn;
}

}  // namespace synfin::load
