#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace synfin::http1 {

/// Finds where a message head ends, and refuses what servers in a chain are known to read differently (RFC 9112 §2.2,
/// §5.2, §11.2): a line feed without its carriage return, a carriage return or NUL inside a line, a folded field line.
/// It counts bytes and lines, which llhttp does not. Works on bytes cut anywhere.
class head_scanner {
 public:
  enum class verdict : std::uint8_t {
    more,         ///< the head goes on behind these bytes
    complete,     ///< the empty line is the last byte consumed
    malformed,    ///< 400
    target_long,  ///< 414: the first line alone is over its limit
    too_large,    ///< 431: bytes or field lines over their limit
  };
  struct result {
    verdict outcome;
    std::size_t consumed;  ///< bytes of the head in what was given
  };
  struct limits {
    std::size_t first_line;
    std::size_t bytes;
    std::size_t lines;  ///< field lines
  };

  explicit head_scanner(limits bounds) noexcept : limits_(bounds) {}

  /// Takes the next bytes of a head.
  result scan(std::string_view bytes) noexcept;

  /// Ready for the next head.
  void restart() noexcept;

  /// Ready for field lines alone: trailers.
  void restart_in_fields() noexcept;

  /// Has any byte of the head been seen?
  bool started() const noexcept { return total_ != 0; }

 private:
  verdict line_end(bool empty) noexcept;
  verdict over_limit() const noexcept;
  std::size_t allowance() const noexcept;
  bool allowed_in_line(std::string_view part) noexcept;

  limits limits_;
  std::size_t total_ = 0;    // bytes of the head so far
  std::size_t in_line_ = 0;  // bytes of the current line so far, its CR included
  std::size_t lines_ = 0;    // lines ended, empty ones before the first not counted
  char last_ = '\0';         // the byte before the next one
};

}  // namespace synfin::http1
