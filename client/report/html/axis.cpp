#include "client/report/html/axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

namespace synfin::load::html {
namespace {

constexpr std::array round_steps{1.0, 2.0, 5.0, 10.0};

/// A step of 1, 2 or 5 times a power of ten of which about five make `span`.
double step_for(double span) noexcept {
  const double wanted = span / 5;
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  const auto* const fits =
      std::ranges::find_if(round_steps, [&](double step) { return step * power >= wanted * 0.999; });
  return (fits == round_steps.end() ? round_steps.back() : *fits) * power;
}

/// The round number (1, 2 or 5 times a power of ten) at or below `value`.
double round_below(double value) noexcept {
  const double power = std::pow(10.0, std::floor(std::log10(value * 1.000001)));
  double found = power;
  for (const double step : round_steps) {
    if (step * power <= value * 1.000001) found = step * power;
  }
  return found;
}

/// The one at or above it.
double round_above(double value) noexcept {
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  const auto* const fits =
      std::ranges::find_if(round_steps, [&](double step) { return step * power >= value * 0.999999; });
  return (fits == round_steps.end() ? round_steps.back() : *fits) * power;
}

bool is_power_of_ten(double value) noexcept {
  return std::abs(std::log10(value) - std::round(std::log10(value))) < 1e-6;
}

}  // namespace

axis axis::from_zero(double most, label text) {
  const double span = most > 0 ? most : 1;
  const double step = step_for(span);
  axis made(scale::linear, 0, step * std::ceil(span / step * 0.999999));
  const auto steps = static_cast<int>(std::lround(made.most_ / step));
  for (int i = 0; i <= steps; ++i) made.add_tick(i * step, text(i * step));
  return made;
}

axis axis::up_to(double most, label text) {
  const double span = most > 0 ? most : 1;
  const double step = step_for(span);
  axis made(scale::linear, 0, span);
  for (int i = 0; i * step <= span * 1.000001; ++i) made.add_tick(i * step, text(i * step));
  return made;
}

axis axis::logarithmic(double least, double most, label text) {
  constexpr double few_decades = 2.5;
  const double from = round_below(std::max(least, 1.0));
  double to = round_above(std::max(most, 1.0));
  if (to <= from) to = round_above(from * 1.5);
  axis made(scale::logarithmic, from, to);
  const bool all = std::log10(to / from) <= few_decades;
  for (double value = from; value <= to * 1.000001; value = round_above(value * 1.5)) {
    if (all || is_power_of_ten(value)) made.add_tick(value, text(value));
  }
  return made;
}

axis axis::percentiles(double count) {
  constexpr double most_nines = 6;
  axis made(scale::nines, 0, std::clamp(std::log10(std::max(count, 1.0)), 1.0, most_nines));
  made.add_tick(0, "0 %");
  made.add_tick(50, "50 %");
  for (int nines = 1; nines <= made.most_ + 1e-9; ++nines) {
    const double percent = 100 - std::pow(10.0, 2 - nines);
    made.add_tick(percent, fmt::format("{:.{}f} %", percent, std::max(nines - 2, 0)));
  }
  return made;
}

axis axis::rows(const std::vector<std::string>& names) {
  axis made(scale::rows, 0, static_cast<double>(std::max<std::size_t>(names.size(), 1)));
  for (std::size_t i = 0; i < names.size(); ++i) made.add_tick(static_cast<double>(i), names[i]);
  return made;
}

double axis::place(double value) const noexcept {
  switch (how_) {
    case scale::linear: return std::clamp((value - least_) / (most_ - least_), 0.0, 1.0);
    case scale::logarithmic:
      return value <= least_ ? 0 : std::min(std::log10(value / least_) / std::log10(most_ / least_), 1.0);
    case scale::nines: return value >= 100 ? 1 : std::clamp(-std::log10(1 - value / 100) / most_, 0.0, 1.0);
    case scale::rows: return 1 - (value + 0.5) / most_;
  }
  return 0;
}

}  // namespace synfin::load::html
