#pragma once

namespace synfin::load {

/// What Student's t with so many degrees of freedom (not below 1) stays below with the probability `share`, which is
/// above one half and below 1.
double student_quantile(double share, double freedom);

}  // namespace synfin::load
