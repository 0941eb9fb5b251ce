#pragma once

#include "client/trace/drawing/canvas.hpp"
#include "client/trace/figures/summary.hpp"
#include "client/trace/flow/flow.hpp"
#include "client/trace/words/language.hpp"

namespace synfin::trace {

/// A connection's figures as a table, a row for each that there is.
void put_figures(canvas& page, const flow& whole, const summary& figures, language in);

}  // namespace synfin::trace
