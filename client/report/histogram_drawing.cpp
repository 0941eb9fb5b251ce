#include "client/report/histogram_drawing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t most_rows = 11;
constexpr std::size_t label_width = 11;
constexpr std::size_t count_width = 14;

struct row {
  std::uint64_t bound;
  std::uint64_t count;
};

/// The round numbers of one decade, finest scale first.
const std::array<std::vector<double>, 5>& scales() {
  static const std::array<std::vector<double>, 5> all{
      {{1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8}, {1, 1.6, 2.5, 4, 6.4}, {1, 2, 5}, {1, 3.2}, {1}}};
  return all;
}

/// The bounds of a scale from the first that takes in `least` to the first that takes in `most`.
std::vector<std::uint64_t> bounds(const std::vector<double>& scale, std::uint64_t least, std::uint64_t most) {
  std::vector<std::uint64_t> found;
  for (double decade = 1; decade < 1e11; decade *= 10) {
    for (const double step : scale) {
      const auto bound = static_cast<std::uint64_t>(std::llround(step * decade));
      if (bound < least || (!found.empty() && bound == found.back())) continue;
      found.push_back(bound);
      if (bound >= most) return found;
    }
  }
  return found;
}

std::vector<std::uint64_t> fitting_bounds(std::uint64_t least, std::uint64_t most) {
  for (const auto& scale : scales()) {
    auto found = bounds(scale, least, most);
    if (found.size() <= most_rows) return found;
  }
  return bounds(scales().back(), least, most);
}

std::vector<row> rows(const histogram& values) {
  std::vector<row> found;
  std::uint64_t below = 0;
  for (const std::uint64_t bound : fitting_bounds(values.min(), values.max())) {
    const std::uint64_t upto = values.count_at_most(bound);
    found.push_back({bound, upto - below});
    below = upto;
  }
  return found;
}

/// A bar of `eighths` of a column; whatever was counted can be seen.
std::string bar(std::size_t eighths) {
  constexpr std::array<std::string_view, 8> parts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  std::string out;
  for (std::size_t i = 0; i < eighths / 8; ++i) out += "█";
  return out.append(parts[eighths % 8]);
}

}  // namespace

std::string draw(const histogram& values, std::size_t width) {
  if (values.empty()) return {};
  const auto found = rows(values);
  const std::uint64_t most = std::ranges::max_element(found, {}, &row::count)->count;
  const std::size_t bar_width = width - label_width - count_width - 1;
  std::string out;
  for (const auto& [bound, count] : found) {
    const double share = static_cast<double>(count) / static_cast<double>(most);
    auto eighths = static_cast<std::size_t>(std::lround(share * static_cast<double>(bar_width * 8)));
    if (count != 0) eighths = std::max<std::size_t>(eighths, 1);
    out += right("≤ " + latency_text(static_cast<double>(bound)), label_width) + " " + left(bar(eighths), bar_width) +
           right(thousands(count), count_width) + "\n";
  }
  return out;
}

}  // namespace synfin::load
