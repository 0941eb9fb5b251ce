#pragma once

#include "client/load/progress.hpp"
#include "common/clock.hpp"

namespace synfin::load {

/// Draws a progress line over itself on standard error, when that is a terminal.
class progress_display {
 public:
  /// `wanted` as the user said; a terminal is needed too.
  explicit progress_display(bool wanted);

  bool shown() const noexcept { return shown_; }

  /// Draws the line; fills in the rate since the last call.
  void show(progress now);

  /// Takes the line away.
  void clear();

 private:
  bool shown_;
  bool colours_;
  bool utf8_;
  bool drawn_ = false;
  double last_elapsed_s_ = 0;
  unsigned long long last_completed_ = 0;
};

}  // namespace synfin::load
