#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "client/compare/figure_kind.hpp"
#include "client/compare/named_result.hpp"

namespace synfin::load {

/// One or several runs of the same thing.
struct compared_side {
  std::string name;
  std::vector<named_result> runs;
};

enum class finding : std::uint8_t { no_difference, faster, slower, mixed };

/// For people and for JSON: `no difference shown`, `faster`, `slower`, `mixed`.
std::string_view words(finding what) noexcept;

/// How one figure differs. Changes are relative to the baseline, 0.05 for 5 % more; those of `errors` are differences
/// of the shares.
struct figure_change {
  figure which = figure::rate;
  double baseline = 0;
  double candidate = 0;
  std::string not_judged;  ///< why there is no interval; empty when there is one
  double change = 0;
  double low = 0;  ///< the interval that the true change is in
  double high = 0;
  double visible = 0;       ///< a change of this size would have been found four times out of five
  double cliffs_delta = 0;  ///< how much more often the candidate's pieces have the larger value than the smaller
  finding outcome = finding::no_difference;
};

/// What two sides' figures say of each other.
struct comparison {
  std::string baseline;
  std::string candidate;
  std::array<std::size_t, 2> runs{};     ///< of the baseline, of the candidate
  bool by_runs = false;                  ///< whole runs were drawn; else intervals
  std::array<std::size_t, 2> pieces{};   ///< that were drawn from
  std::array<std::size_t, 2> block{};    ///< how many of them at once
  double margin = 0;                     ///< smaller changes count for nothing
  std::vector<std::string> differences;  ///< in the set-ups; only when it was forced
  std::vector<std::string> warnings;     ///< whole sentences
  std::vector<figure_change> figures;
  finding outcome = finding::no_difference;
};

/// All intervals of a comparison hold together in so many of a hundred cases.
inline constexpr double confidence = 95;

/// Compares two sides, which have a run each at least. Refuses, with words, what is not comparable unless `force`, and
/// what is too short to tell. The same results give the same comparison.
std::expected<comparison, std::string> compare(const compared_side& baseline, const compared_side& candidate,
                                               double margin, bool force);

/// How large an effect is, in a word, by Cliff's delta: `none`, `small`, `medium`, `large`.
std::string_view effect_size(double cliffs_delta) noexcept;

}  // namespace synfin::load
