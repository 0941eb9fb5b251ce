#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace synfin::config {

/// The candidate that `word` was probably meant to be: the fewest edits away (insert, drop, replace a letter, swap two
/// neighbours) and no more than one edit for every four letters. The result refers to a candidate.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace synfin::config
