#pragma once

#include <bit>
#include <cstdint>

namespace synfin::load {

/// Where the values of templates come from: a number of its own for each request, and random bits. One a cursor, so
/// that nothing is shared between threads.
class drawn_values {
 public:
  /// Counts `first`, `first + step`, …
  drawn_values(std::uint64_t first, std::uint64_t step, std::uint64_t seed) noexcept
      : counter_(first), step_(step), state_(stirred(seed + stirred(first))) {}

  /// The number of the request that is being made.
  std::uint64_t counter() const noexcept { return counter_; }

  /// That request is made.
  void count_on() noexcept { counter_ += step_; }

  /// 64 random bits: a counter of odd steps, stirred (Steele, Lea and Flood's SplitMix).
  std::uint64_t bits() noexcept {
    state_ += golden;
    return stirred(state_);
  }

  /// A random number from `least` to `most`, each as likely as the others.
  std::uint64_t between(std::uint64_t least, std::uint64_t most) noexcept {
    const std::uint64_t span = most - least;
    const std::uint64_t mask = span == 0 ? 0 : ~std::uint64_t{0} >> static_cast<unsigned>(std::countl_zero(span));
    for (;;) {
      if (const std::uint64_t drawn = bits() & mask; drawn <= span) return least + drawn;
    }
  }

 private:
  /// Another number for each, without a pattern: neighbouring cursors must not walk along the same way.
  static std::uint64_t stirred(std::uint64_t mixed) noexcept {
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
  }

  static constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;

  std::uint64_t counter_;
  std::uint64_t step_;
  std::uint64_t state_;
};

}  // namespace synfin::load
