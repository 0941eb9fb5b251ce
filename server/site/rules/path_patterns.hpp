#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/site/rules/path_pattern.hpp"
#include "server/site/rules/problem.hpp"

namespace synfin::server::site::rules {

/// What a rule is held against, decoded and normalised, both with their leading slash: rules for one of the two names
/// of an answer count for the other too.
struct subject {
  std::string_view asked;
  std::string_view file;  ///< below the root, where an answer comes from a file; else empty
};

/// Several patterns, any of which may match.
class path_patterns {
 public:
  /// Patterns that are none, and an empty list, are added to `found` as problems of the rule at `place`.
  static path_patterns parse(std::span<const std::string> texts, std::string_view place, problems& found);

  bool matches(std::string_view path) const noexcept;

  /// Either match counts.
  bool matches(const subject& what) const noexcept;

  /// Is each pattern of `inner` covered by one of these? False where it is hard to say.
  bool covers(const path_patterns& inner) const noexcept;

 private:
  std::vector<path_pattern> patterns_;
};

}  // namespace synfin::server::site::rules
