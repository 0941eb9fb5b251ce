#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// How many equal intervals of time a history has.
inline constexpr std::size_t history_intervals = 24;

/// What of a side's stream was sent and not yet acknowledged, as a capture has it.
struct in_flight {
  side of = side::client;
  std::uint64_t most = 0;       ///< bytes
  wall::duration interval{};    ///< of the history; zero where there is none
  std::vector<double> history;  ///< the most of each interval; empty where all was sent at one time
};

/// Of the side that sent more; nullopt where nobody sent, or where no capture says what was sent.
std::optional<in_flight> in_flight_of(const flow& whole);

/// A value that one side's kernel told from time to time.
struct kernel_history {
  std::uint32_t least = 0;
  std::uint32_t most = 0;
  std::vector<double> history;  ///< the last of each interval
};

/// nullopt where the kernel had none to tell. A threshold that is not set is none.
std::optional<kernel_history> kernel_history_of(const flow& whole, side which,
                                                std::optional<std::uint32_t> tcp_sample::* what);

}  // namespace synfin::trace
