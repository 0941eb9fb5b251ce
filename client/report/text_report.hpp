#pragma once

#include <cstddef>
#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// What the report is read on.
struct text_form {
  std::size_t width = 80;  ///< in columns; what is above 80 goes to the histogram, up to 120
  bool colour = false;
};

/// The result for people: at most 80 columns unless the form has more, UTF-8, ending with wrk's two lines.
std::string text_report(const load_result& result, text_form form = {});

}  // namespace synfin::load
