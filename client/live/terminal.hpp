#pragma once

#include <string_view>

#include "client/live/live_view.hpp"

namespace synfin::load {

/// Standard error, where it is a terminal that can be drawn on.
class terminal {
 public:
  /// Is there one? A dumb one is none.
  static bool there() noexcept;

  /// Colours unless NO_COLOR is set (no-color.org), UTF-8 where the locale has it.
  static abilities can() noexcept;

  /// As the kernel knows it; 80 × 24 where it does not.
  static screen_size size() noexcept;

  /// Is it ours to draw on: not another job's, to whom the shell has given it (credentials(7), tcgetpgrp(3))?
  static bool in_foreground() noexcept;
};

/// Writes to standard error by one write(2), unless it would have to wait: a stopped terminal or a pipe that nobody
/// reads holds nobody up. Says whether it wrote.
bool write_if_ready(std::string_view text) noexcept;

}  // namespace synfin::load
