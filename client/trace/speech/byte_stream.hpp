#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace synfin::trace {

/// The bytes of one side in the order of the stream, whatever the order and the pieces in which they came. What came
/// first stays; what was sent and not captured is a gap. Views must outlive it.
class byte_stream {
 public:
  struct piece {
    std::uint64_t at = 0;     ///< of its first byte
    std::uint64_t size = 0;   ///< bytes that were sent
    std::string_view bytes;   ///< as many of them as are known
    std::uint64_t place = 0;  ///< of its first byte in the stream that carries this one
    std::size_t step = 0;     ///< the segment that brought it
  };

  void add(const piece& next);

  /// Known bytes from `at` on, up to the first gap, `most` at most.
  std::string read(std::uint64_t at, std::size_t most) const;

  /// The same as far as it came in one piece.
  std::string_view view(std::uint64_t at, std::size_t most) const noexcept;

  /// Is the byte at `at` one that was sent, and is not known?
  bool gap_at(std::uint64_t at) const noexcept;

  /// Where the next piece begins, at `at` or behind it, of which something is known.
  std::optional<std::uint64_t> piece_from(std::uint64_t at) const noexcept;

  /// Behind the last byte.
  std::uint64_t end() const noexcept;

  /// Of a byte: where it stands in the stream that carries this one, and the segment that brought it; of one that was
  /// never seen those of the last before it. There must be one.
  std::uint64_t place_of(std::uint64_t at) const noexcept;
  std::size_t step_of(std::uint64_t at) const noexcept;

 private:
  const piece& holder(std::uint64_t at) const noexcept;
  void keep(const piece& whole, std::uint64_t from, std::uint64_t to);

  std::map<std::uint64_t, piece> pieces_;  // by where they begin; none overlaps another
};

}  // namespace synfin::trace
