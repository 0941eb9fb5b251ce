#pragma once

#include <string>

namespace synfin::load {

/// Keys from standard input as they are pressed: neither echoed nor kept back until the line's end (termios(3)), while
/// Ctrl-C and Ctrl-Z stay signals. What the terminal did before is put back by leave(), by the destructor, and by a
/// signal that ends the process. One at a time; not for two threads at once.
class keyboard {
 public:
  keyboard() = default;
  keyboard(const keyboard&) = delete;
  keyboard& operator=(const keyboard&) = delete;
  ~keyboard() { leave(); }

  /// Can there be keys: is standard input our controlling terminal?
  static bool there() noexcept;

  /// Begins, where it has not begun and the terminal is ours now: not another job's.
  void enter() noexcept;

  /// Puts back what was, as long as the terminal is ours.
  void leave() noexcept;

  /// What was pressed since the last call; does not wait, and reads nothing from a terminal that is not ours.
  std::string pressed() noexcept;

 private:
  bool entered_ = false;
};

}  // namespace synfin::load
