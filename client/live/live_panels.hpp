#pragma once

#include <cstddef>
#include <vector>

#include "client/live/live_view.hpp"
#include "client/report/styled_line.hpp"

namespace synfin::load {

/// What each panel is drawn from; all of it outlives the drawing.
struct drawing {
  const live_plan& plan;
  const live_moment& now;
  const view_choice& chosen;
  const abilities& can;
  std::size_t width;  ///< columns that a line may take
};

// One line each, of any width: parts that do not fit are left out, the most important come first.
styled_line title_line(const drawing& from);
styled_line progress_bar(const drawing& from);
styled_line rate_line(const drawing& from);
styled_line requests_line(const drawing& from);
styled_line status_line(const drawing& from);
styled_line errors_line(const drawing& from);
styled_line latency_line(const drawing& from);
styled_line latency_past(const drawing& from);
styled_line rate_past(const drawing& from);
styled_line connections_line(const drawing& from);
styled_line client_line(const drawing& from);
styled_line keys_line(const drawing& from);

/// The last second's latencies in at most `most_rows` rows.
std::vector<styled_line> histogram_lines(const drawing& from, std::size_t most_rows);

}  // namespace synfin::load
