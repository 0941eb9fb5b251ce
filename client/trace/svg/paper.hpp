#pragma once

namespace synfin::trace::svg {

/// Where things are, in units of the drawing, from its left edge on.
struct paper {
  static constexpr double width = 900;
  static constexpr double edge = 20;          ///< nothing is nearer to a side than that
  static constexpr double client_line = 170;  ///< times and the client's states are left of it
  static constexpr double server_line = 764;  ///< the server's states are right of it
  static constexpr double lane = server_line - client_line;
  static constexpr double beside_line = 14;  ///< from a line to what is written beside it
  static constexpr double letters = 12;      ///< size of most letters
};

}  // namespace synfin::trace::svg
