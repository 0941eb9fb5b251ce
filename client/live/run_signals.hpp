#pragma once

#include "common/descriptor.hpp"

namespace synfin::load {

/// The signals that a run takes itself, as a descriptor to read them from: they are blocked in the calling thread, and
/// so in those that it starts.
class run_signals {
 public:
  /// SIGINT and SIGTERM; for a display also the terminal's: its size, Ctrl-Z and the going on after it. Throws if the
  /// kernel has no descriptor for them.
  explicit run_signals(bool display);
  run_signals(const run_signals&) = delete;
  run_signals& operator=(const run_signals&) = delete;

  /// Gives the terminal's signals back; SIGINT and SIGTERM stay blocked, so that a report is not cut in two.
  ~run_signals();

  int raw() const noexcept { return descriptor_.raw(); }

  /// The next one that came; 0 if none did.
  int next() const noexcept;

  /// Stops the process as SIGTSTP would have, until SIGCONT.
  static void stop_here() noexcept;

 private:
  bool display_;
  descriptor descriptor_;
};

}  // namespace synfin::load
