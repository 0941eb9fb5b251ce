#include "server/http2/budgets.hpp"

#include <algorithm>

namespace synfin::server::http2 {
namespace {

struct allowance {
  std::uint32_t at_once;
  std::uint32_t a_second;
  counter counters::* ended;
};

// What busy browsers and proxies need, and some: a page that is left cancels all of its streams, a window is opened
// for each chunk that a program reads. In the order of `abuse`.
constexpr std::array<allowance, abuse_count> allowances{{
    {.at_once = 300, .a_second = 50, .ended = &counters::h2_resets},
    {.at_once = 300, .a_second = 20, .ended = &counters::h2_forced_resets},
    {.at_once = 64, .a_second = 16, .ended = &counters::h2_continuations},
    {.at_once = 32, .a_second = 2, .ended = &counters::h2_settings},
    {.at_once = 100, .a_second = 10, .ended = &counters::h2_pings},
    {.at_once = 100, .a_second = 10, .ended = &counters::h2_empty_data},
    {.at_once = 1000, .a_second = 100, .ended = &counters::h2_window_updates},
    {.at_once = 300, .a_second = 50, .ended = &counters::h2_priorities},
    {.at_once = 100, .a_second = 10, .ended = &counters::h2_other_frames},
}};

constexpr std::uint32_t unit = 1000;

const allowance& allowed(abuse what) noexcept { return allowances[static_cast<std::size_t>(what)]; }

}  // namespace

bool budgets::spend(abuse what, steady::time_point now) noexcept {
  if (now != leaked_) leak(now);
  std::uint32_t& level = levels_[static_cast<std::size_t>(what)];
  level += unit;
  return level <= allowed(what).at_once * unit;
}

void budgets::earn(abuse what, std::uint32_t units) noexcept {
  std::uint32_t& level = levels_[static_cast<std::size_t>(what)];
  level -= std::min(level, units * unit);
}

void budgets::leak(steady::time_point now) noexcept {
  using std::chrono::milliseconds;
  constexpr milliseconds longest{60'000};  // all buckets are empty by then
  const auto passed = std::chrono::duration_cast<milliseconds>(now - leaked_);
  const auto counted = static_cast<std::uint32_t>(std::clamp(passed, milliseconds{0}, longest).count());
  for (std::size_t each = 0; each < abuse_count; ++each) {
    levels_[each] -= std::min(levels_[each], counted * allowances[each].a_second);
  }
  leaked_ = now;
}

counter& ended_for(abuse what, counters& count) noexcept { return count.*allowed(what).ended; }

}  // namespace synfin::server::http2
