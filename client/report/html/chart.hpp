#pragma once

#include <string>
#include <vector>

#include "client/report/html/axis.hpp"

namespace synfin::load::html {

struct point {
  double x = 0;
  double y = 0;  ///< not a number: the curve has a gap here
};

/// A line through points, in the page's colour of that number.
struct curve {
  std::string name;
  unsigned colour = 1;
  bool dashed = false;
  std::vector<point> points;
};

/// The space between two lines that have the same x.
struct area {
  std::string name;
  unsigned colour = 1;
  std::vector<point> lower;
  std::vector<point> upper;
};

/// A rectangle, with a text that is shown while a pointer is over it.
struct bar {
  double from_x = 0;
  double to_x = 0;
  double from_y = 0;
  double to_y = 0;
  unsigned colour = 1;
  std::string text;
};

/// A horizontal span in a row of a chart whose y axis has rows: `thick` of the row's height, from 0 to 1.
struct span {
  double from_x = 0;
  double to_x = 0;
  double row = 0;
  double thick = 1;
  unsigned colour = 1;
  std::string text;
};

/// A stretch of the x axis over which a pointer is told `text`.
struct hover {
  double from_x = 0;
  double to_x = 0;
  std::string text;
};

/// A plot: what it shows, how to read it, and its layers from the back to the front.
struct chart {
  std::string id;  ///< unique in its page: letters and dashes
  std::string title;
  std::string reading;  ///< one or two sentences
  std::string x_label;
  std::string y_label;
  axis x;
  axis y;
  std::vector<area> areas;
  std::vector<bar> bars;
  std::vector<span> spans;
  std::vector<curve> curves;
  std::vector<hover> hovers;
};

/// The chart as a `<figure>` with its heading, its legend where there is more than one series, and drawings as SVG for
/// wide and narrow pages, of which the page's style shows one.
std::string drawn(const chart& wanted);

}  // namespace synfin::load::html
