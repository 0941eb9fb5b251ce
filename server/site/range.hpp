#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace synfin::server::site {

/// Bytes `first` to `first + length - 1` of a representation.
struct byte_range {
  std::uint64_t first = 0;
  std::uint64_t length = 0;

  bool operator==(const byte_range&) const = default;
};

/// A Range field may name up to this many ranges.
inline constexpr std::size_t most_named_ranges = 64;

/// An answer has up to this many parts.
inline constexpr std::size_t most_parts = 16;

/// Fewer bytes than this between two ranges are sent along: a part's head would be longer.
inline constexpr std::uint64_t least_gap = 80;

/// Up to `most_parts` ranges, held in place.
class byte_ranges {
 public:
  byte_ranges() = default;
  explicit byte_ranges(const byte_range& only) noexcept : size_(1) { held_[0] = only; }

  /// Not beyond `most_parts`.
  void push_back(const byte_range& each) noexcept { held_[size_++] = each; }

  const byte_range* data() const noexcept { return held_.data(); }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  const byte_range& front() const noexcept { return held_[0]; }
  const byte_range* begin() const noexcept { return held_.data(); }
  const byte_range* end() const noexcept { return held_.data() + size_; }

 private:
  std::array<byte_range, most_parts> held_{};
  std::size_t size_ = 0;
};

/// What a Range field asks of a representation of some length.
struct range_request {
  enum class kind : std::uint8_t {
    ignored,        ///< not bytes, malformed, or too many ranges: answer with the whole (RFC 9110 §14.2)
    satisfiable,    ///< 206: one range as it is, several as multipart/byteranges (multipart.hpp)
    unsatisfiable,  ///< 416
  };
  kind what = kind::ignored;

  /// Not empty when satisfiable. No two overlap or lie less than `least_gap` apart, so that together they are never
  /// longer than the representation; each stands where the first of those it was joined from was asked for.
  byte_ranges ranges;
};

/// Reads the value of a Range field (RFC 9110 §14.1.2) for a representation of `size` bytes: `bytes=0-9`, `bytes=5-`,
/// `bytes=-5`, `bytes=0-9, 20-29`. Ranges beyond the end are dropped; of an empty representation nothing can be had.
/// A request with several Range lines is malformed: give it none of them. Never allocates.
range_request parse_ranges(std::string_view value, std::uint64_t size) noexcept;

}  // namespace synfin::server::site
