#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace synfin::load {

/// Where a run stands.
struct progress {
  double elapsed_s = 0;
  std::optional<double> of_s;  ///< the duration asked for
  std::optional<std::uint64_t> of_requests;
  std::uint64_t completed = 0;
  std::uint64_t errors = 0;
  double per_second = 0;  ///< since the last look
  bool stopping = false;
};

/// One line for a terminal, without control codes: `3.2 s of 10.0 s · 288,123 requests · 90,011/s · no errors`.
std::string progress_line(const progress& now);

}  // namespace synfin::load
