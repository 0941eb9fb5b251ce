#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "config/load/settings.hpp"

namespace synfin::load {

/// The values of settings as flags and the JSON result name them, in the order of their enums.
inline constexpr std::array<std::string_view, 4> close_names{"fin", "half", "server", "rst"};
inline constexpr std::array<std::string_view, 3> http_names{"1.1", "2", "auto"};
inline constexpr std::array<std::string_view, 2> arrivals_names{"uniform", "poisson"};

constexpr std::string_view name(config::close_kind kind) noexcept {
  return close_names[static_cast<std::size_t>(kind)];
}
constexpr std::string_view name(config::http_choice kind) noexcept {
  return http_names[static_cast<std::size_t>(kind)];
}
constexpr std::string_view name(config::arrivals_kind kind) noexcept {
  return arrivals_names[static_cast<std::size_t>(kind)];
}

}  // namespace synfin::load
