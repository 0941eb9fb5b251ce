#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace synfin::load::html {

/// A labelled place on an axis, from 0 at its beginning to 1 at its end.
struct tick {
  double place = 0;
  std::string text;
};

/// Maps figures to places from 0 to 1, with ticks at round ones. What lies outside is put at the nearer end.
class axis {
 public:
  using label = std::string (*)(double);

  axis() = default;

  /// From 0 to a round number at or above `most`.
  static axis from_zero(double most, label text);

  /// From 0 to `most` itself: of time.
  static axis up_to(double most, label text);

  /// By powers of ten, from a round number at or below `least` to one at or above `most`; of figures from 1 on.
  static axis logarithmic(double least, double most, label text);

  /// Of percentiles: each step is ten times rarer (90 %, 99 %, 99.9 %…), up to that of which there is one in `count`.
  static axis percentiles(double count);

  /// Rows with names, the first at the top. The place of a row's middle is place(its index).
  static axis rows(const std::vector<std::string>& names);

  double place(double value) const noexcept;
  const std::vector<tick>& ticks() const noexcept { return ticks_; }

 private:
  enum class scale : std::uint8_t { linear, logarithmic, nines, rows };

  axis(scale how, double least, double most) : how_(how), least_(least), most_(most) {}
  void add_tick(double value, std::string text) { ticks_.push_back({place(value), std::move(text)}); }

  scale how_ = scale::linear;
  double least_ = 0;
  double most_ = 1;
  std::vector<tick> ticks_;
};

}  // namespace synfin::load::html
