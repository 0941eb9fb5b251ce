#include "client/live/live_view.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "client/live/live_panels.hpp"
#include "client/report/styled_line.hpp"

namespace synfin::load {
namespace {

using panel = styled_line (*)(const drawing&);

/// The lines from top to bottom, each with its turn when there is not room for all: 0 stays longest.
struct place {
  panel draw;
  std::size_t turn;
};
constexpr std::array places{place{title_line, 8},       place{progress_bar, 1}, place{rate_line, 0},
                            place{requests_line, 4},    place{status_line, 5},  place{errors_line, 3},
                            place{latency_line, 2},     place{latency_past, 9}, place{rate_past, 10},
                            place{connections_line, 6}, place{client_line, 7}};

constexpr std::size_t below_histogram = 2;  // connections and client

/// Lines that there is room for: a row is left to what stood there before.
std::size_t room(const screen_size& size) noexcept { return std::max<std::size_t>(size.rows, 2) - 1; }

/// How many rows are left for a histogram; too few are none.
std::size_t histogram_rows(std::size_t left) noexcept {
  constexpr std::size_t least = 3;
  constexpr std::size_t most = 12;
  return left < least ? 0 : std::min(left, most);
}

std::vector<styled_line> arranged(const drawing& from, std::size_t rows) {
  // Keys that were asked for come first; else they are told only where all lines fit.
  const bool keys_told = from.can.keys && (from.chosen.keys_shown ? rows > 1 : rows > places.size());
  if (keys_told) --rows;
  std::vector<styled_line> lines;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i == places.size() - below_histogram && rows > places.size()) {
      auto bars = histogram_lines(from, histogram_rows(rows - places.size()));
      std::ranges::move(bars, std::back_inserter(lines));
    }
    if (places.at(i).turn < rows) lines.push_back(places.at(i).draw(from));
  }
  if (keys_told) lines.push_back(keys_line(from));
  return lines;
}

}  // namespace

std::vector<std::string> draw_live(const live_plan& plan, const live_moment& now, const view_choice& chosen,
                                   const screen_size& size, const abilities& can) {
  const std::size_t width = std::max<std::size_t>(size.columns, 2) - 1;
  std::vector<std::string> drawn;
  for (styled_line& line : arranged({plan, now, chosen, can, width}, room(size))) {
    if (!can.utf8) line.put_in_ascii();
    line.clip(width);
    drawn.push_back(line.text(can.colour));
  }
  return drawn;
}

}  // namespace synfin::load
