#pragma once

#include <string>

#include "client/compare/comparison.hpp"

namespace synfin::load {

/// A figure's value in its unit: `90,344.1/s`, `1.40 ms`, `0.10 %`.
std::string value_text(figure which, double value);

/// A change with its sign: `+5.2 %`, or `+0.10 points` of errors.
std::string change_text(figure which, double change);

/// The verdict on one figure: `slower`, of errors `more`, of the client's own cost `dearer`.
std::string outcome_text(const figure_change& change);

/// The verdict in a sentence, with the figures that it rests on.
std::string verdict_sentence(const comparison& found);

}  // namespace synfin::load
