#include "client/compare/student.hpp"

#include <cmath>

namespace synfin::load {
namespace {

/// The continued fraction of the incomplete beta function, by Lentz's method.
double fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  constexpr int most_steps = 500;
  double c = 1;
  double d = 1 / (1 - (a + b) * x / (a + 1));
  double value = d;
  for (int step = 1; step <= most_steps; ++step) {
    const double m = step;
    const auto go_on = [&](double numerator) {
      d = 1 + numerator * d;
      if (std::abs(d) < tiny) d = tiny;
      c = 1 + numerator / c;
      if (std::abs(c) < tiny) c = tiny;
      d = 1 / d;
      value *= c * d;
      return std::abs(c * d - 1);
    };
    go_on(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
    if (go_on(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))) < 1e-14) break;
  }
  return value;
}

/// The regularised incomplete beta function.
double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * fraction(a, b, x) / a;
  return 1 - front * fraction(b, a, 1 - x) / b;
}

/// How likely t is above `value`, which is not negative.
double above(double value, double freedom) {
  return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + value * value)) / 2;
}

}  // namespace

double student_quantile(double share, double freedom) {
  double low = 0;
  double high = 1;
  while (above(high, freedom) > 1 - share) high *= 2;
  for (int halvings = 0; halvings < 80; ++halvings) {
    const double middle = (low + high) / 2;
    (above(middle, freedom) > 1 - share ? low : high) = middle;
  }
  return high;
}

}  // namespace synfin::load
