#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace synfin {

/// Counts whole numbers (microseconds, or anything else) in log-linear buckets at three significant digits, laid out as
/// HdrHistogram lays out its (1, 3 600 000 000, 3). What it says of a value, it says of all values that share its
/// bucket, so a decoded copy gives the same answers. Not for two threads at once.
///
/// Memory follows the largest value: 16 KiB up to two milliseconds in microseconds, 8 KiB more for each doubling, 184
/// KiB at the most; none while it is empty.
class histogram {
 public:
  /// What is larger is counted as this: one hour in microseconds.
  static constexpr std::uint64_t highest = 3'600'000'000;

  /// Counts one value: a shift, a comparison and two increments; one that is larger than all before it may cost an
  /// allocation.
  void record(std::uint64_t value) noexcept {
    const std::size_t index = index_of(std::min(value, highest));
    if (index >= counts_.size()) [[unlikely]]
      make_room(index);
    ++counts_[index];
    ++total_;
  }

  /// Adds another's counts: exact, in any order.
  void add(const histogram& other) noexcept;

  std::uint64_t count() const noexcept { return total_; }
  bool empty() const noexcept { return total_ == 0; }

  /// How many recorded values are at most `value`, or share its bucket.
  std::uint64_t count_at_most(std::uint64_t value) const noexcept;

  /// The lowest value of the first bucket used, the highest value of the last; 0 when empty.
  std::uint64_t min() const noexcept;
  std::uint64_t max() const noexcept;

  /// Over the middle of each bucket; 0 when empty. The deviation is the population's.
  double mean() const noexcept;
  double stdev() const noexcept;

  /// The highest value of the bucket by which at least `percent` % of all values are counted; 0 when empty.
  std::uint64_t percentile(double percent) const noexcept;

  /// HdrHistogram's V2 compressed payload in base64, as its log format and its other tools take it.
  std::string encode_v2() const;

  /// Reads what encode_v2() wrote, or another HdrHistogram of the same range and digits. The error says what is wrong.
  static std::expected<histogram, std::string> decode_v2(std::string_view text);

  bool operator==(const histogram& other) const = default;

 private:
  friend class sparse_histogram;

  static constexpr unsigned exact_bits = 11;  // values below 2^11 have buckets of their own: the first 2 000 need it
  static constexpr std::size_t half = std::size_t{1} << (exact_bits - 1);
  static constexpr std::size_t size = half * (std::bit_width(highest) - exact_bits + 2);

  static constexpr std::size_t index_of(std::uint64_t value) noexcept {
    const auto shift = static_cast<unsigned>(std::bit_width(value | (2 * half - 1))) - exact_bits;
    return (static_cast<std::size_t>(shift) * half) + static_cast<std::size_t>(value >> shift);
  }
  static constexpr unsigned shift_of(std::size_t index) noexcept {
    return index < 2 * half ? 0 : static_cast<unsigned>(index / half - 1);
  }
  static constexpr std::uint64_t lowest_of(std::size_t index) noexcept {
    return std::uint64_t{index < 2 * half ? index : index % half + half} << shift_of(index);
  }
  static constexpr std::uint64_t highest_of(std::size_t index) noexcept {
    return lowest_of(index) + (std::uint64_t{1} << shift_of(index)) - 1;
  }
  static double middle_of(std::size_t index) noexcept {
    return static_cast<double>(lowest_of(index) + ((std::uint64_t{1} << shift_of(index)) >> 1));
  }
  void make_room(std::size_t index);
  void count_at(std::size_t index, std::uint64_t times);
  std::size_t used() const noexcept;

  std::vector<std::uint64_t> counts_;  // of all buckets up to the doubling that the largest value is in
  std::uint64_t total_ = 0;
};

}  // namespace synfin
