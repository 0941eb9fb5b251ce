#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <random>
#include <string>
#include <string_view>

namespace synfin::bench {

using std::chrono::nanoseconds;

/// How long answers are held back: the distribution that a client's figures are held against.
class delay {
 public:
  /// Reads `none`, `constant:1ms`, `bimodal:1ms,20ms,2%` (the rare one last, with its share) or `exponential:2ms` (the
  /// mean). Times are in us, ms or s. The error says what is wrong with the text.
  static std::expected<delay, std::string> parse(std::string_view text);

  /// The next one. The sequence is the same for the same seed.
  nanoseconds next(std::mt19937_64& random) const;

  /// The time within which `percent` % of all delays stay, by the distribution's formula.
  nanoseconds percentile(double percent) const { return quantile(percent / 100); }
  nanoseconds mean() const;

  bool operator==(const delay&) const = default;

 private:
  nanoseconds quantile(double within) const;

  enum class shape : std::uint8_t { constant, bimodal, exponential };

  shape shape_ = shape::constant;
  nanoseconds usual_{0};  // the exponential's mean
  nanoseconds rare_{0};
  double rare_share_ = 0;
};

}  // namespace synfin::bench
