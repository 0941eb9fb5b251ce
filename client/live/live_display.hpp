#pragma once

#include <string_view>

#include "client/live/drawn_frame.hpp"
#include "client/live/keyboard.hpp"
#include "client/live/live_moment.hpp"
#include "client/live/live_view.hpp"

namespace synfin::load {

/// The live display on standard error with the keys that belong to it. Draws only while the terminal is ours.
class live_display {
 public:
  explicit live_display(live_plan plan);
  live_display(const live_display&) = delete;
  live_display& operator=(const live_display&) = delete;
  ~live_display() { leave(); }

  /// Draws the run as it stands.
  void draw(const live_moment& now);

  /// Takes the keys that were pressed; is one of them the wish to end the run?
  bool end_wanted();

  /// Takes the drawing away and gives the keyboard back: before the report, and before a stop by Ctrl-Z.
  void leave();

  /// Goes on below whatever was written meanwhile.
  void come_back();

 private:
  bool press(char key) noexcept;

  live_plan plan_;
  view_choice chosen_;
  abilities can_;
  keyboard keys_;
  drawn_frame frame_;
};

}  // namespace synfin::load
