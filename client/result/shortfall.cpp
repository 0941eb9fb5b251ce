#include "client/result/shortfall.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "client/result/verdict.hpp"

namespace synfin::load {
namespace {

constexpr double held = 0.999;

std::string remedy(const load_result& result) {
  if (judge(result).by == limit::cpu)
    return "The client's threads were busy all the time: add -t, more machines, or ask for less.";
  const auto& pacing = result.settings.pacing;
  if (pacing.max_in_flight != 0) {
    return fmt::format("At most {} may be in flight, and the server kept them: raise --max-in-flight, or ask for less.",
                       pacing.max_in_flight);
  }
  return fmt::format(
      "All of the {} connections were waiting for answers: the server does not keep up; raise -c only if "
      "it is to have more in flight, or ask for less.",
      result.settings.connections);
}

}  // namespace

std::optional<std::string> shortfall(const load_result& result) {
  if (!result.open_loop()) return std::nullopt;
  const std::uint64_t sent = result.counts.sent;
  const std::uint64_t asked = sent + result.counts.never_sent;
  if (static_cast<double>(sent) >= held * static_cast<double>(asked)) return std::nullopt;
  return fmt::format(
      "The rate was not held: {} of {} requests that were due were never sent, and those that were went up "
      "to {:.3g} s late. {}",
      result.counts.never_sent, asked, static_cast<double>(result.counts.lag.max()) / 1e6, remedy(result));
}

}  // namespace synfin::load
