#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "client/live/live_moment.hpp"
#include "client/report/sparkline.hpp"

namespace synfin::load {

/// What a terminal has room for and can show.
struct screen_size {
  std::size_t columns = 80;
  std::size_t rows = 24;

  bool operator==(const screen_size&) const = default;
};
struct abilities {
  bool colour = false;
  bool utf8 = false;
  bool keys = false;  ///< are there keys to press?
};

/// What the user chose to see, by keys.
struct view_choice {
  scale by = scale::linear;
  bool keys_shown = false;
};

/// Draws a run as lines for a terminal, without line ends: fewer than the screen has rows, each narrower than it by a
/// column, so that nothing wraps and nothing above scrolls away. What does not fit is left out, the least important
/// first.
std::vector<std::string> draw_live(const live_plan& plan, const live_moment& now, const view_choice& chosen,
                                   const screen_size& size, const abilities& can);

}  // namespace synfin::load
