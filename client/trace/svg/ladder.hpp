#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/scenes/scenes.hpp"

namespace synfin::trace::svg {

/// An arrow in its place: where it meets the two lines, and what is written beside it.
struct rung {
  side from = side::client;
  double client_end = 0;  ///< downwards
  double server_end = 0;
  bool arrives = true;
  double thick = 0;  ///< of a run of segments: from the first one's line down to the last one's
  std::string time;
  std::string words;
  std::string_view client_state;  ///< that it changed to; empty where it changed none
  std::string_view server_state;
};

/// Words across both lines.
struct note {
  double y = 0;
  std::string words;
};

/// All rungs of a connection, from `top` to `bottom`.
struct ladder {
  double top = 0;
  double bottom = 0;
  std::vector<note> headings;  ///< `y` is a heading's upper edge
  std::vector<note> pauses;    ///< where nothing was said for long; `y` is the middle
  std::vector<rung> rungs;
};

constexpr double heading_height = 24;

/// Places the arrows in the order in which the capturing side, which is taken to be the client's, saw them: no text
/// lies on another, and time takes paper as time_scale has it. What is sent falls to where it comes in; what was under
/// way at once the other way crosses it, where there is room for the words of both.
ladder place(const flow& whole, const std::vector<scene>& scenes, double top);

}  // namespace synfin::trace::svg
