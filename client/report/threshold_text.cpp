#include "client/report/threshold_text.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "client/report/figures.hpp"

namespace synfin::load {

std::string value_text(const threshold_outcome& outcome) {
  using measure = config::threshold::measure;
  if (!outcome.measured) return "no sample";
  switch (outcome.unit) {
    case measure::time: return latency_text(outcome.value);
    case measure::share: return fmt::format("{:.4g} %", 100 * outcome.value);
    case measure::rate: return thousands(outcome.value) + "/s";
    case measure::count: break;
  }
  return thousands(static_cast<std::uint64_t>(outcome.value));
}

}  // namespace synfin::load
