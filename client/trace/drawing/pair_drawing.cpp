#include "client/trace/drawing/pair_drawing.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"
#include "client/trace/drawing/drawing.hpp"
#include "client/trace/figures/figure.hpp"
#include "client/trace/figures/summary.hpp"
#include "client/trace/scenes/sentence.hpp"

namespace synfin::trace {
namespace {

using lines = std::vector<std::string>;

constexpr std::string_view between = " │ ";

/// A heading, without what stands behind its colon where there is no room for that.
std::string ruled(std::string_view text, std::size_t width) {
  const bool fits = load::columns(text) + 4 <= width;
  std::string line = fmt::format("── {} ", load::clipped(fits ? text : text.substr(0, text.find(':')), width - 4));
  while (load::columns(line) < width) line += "─";
  return line;
}

/// The mark of its grade, when, which way, and the words for which there is room.
std::string cell(const arrow& each, wall::time_point start, std::size_t width) {
  constexpr std::size_t before_words = 14;
  const double ms = std::chrono::duration<double, std::milli>(each.time - start).count();
  const std::string time = ms < 100'000 ? fmt::format("{:+.3f}", ms) : fmt::format("{:+.1f} s", ms / 1e3);
  return fmt::format("{}{:>10} {} {}", mark_of(each.sure), time, each.from == side::client ? "▶" : "◀",
                     load::clipped(each.words, width - before_words));
}

/// A scene in its half; nothing where this connection has none.
lines half(const told_flow& of, const scene* told, std::size_t width) {
  if (told == nullptr) return {};
  lines made{ruled(told->heading, width)};
  for (const arrow& each : told->arrows) made.push_back(cell(each, of.seen.steps.front().seen.time, width));
  return made;
}

/// Puts halves beside each other, of which the shorter one ends sooner.
std::string beside(const lines& first, const lines& second, std::size_t width) {
  std::string out;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    std::string line = load::left(i < first.size() ? first[i] : "", width);
    line += between;
    if (i < second.size()) line += second[i];
    while (line.ends_with(' ')) line.pop_back();
    out += line + "\n";
  }
  return out;
}

/// How both end is on one height, however many exchanges there were before.
bool end_alike(const told_flow& first, const told_flow& second) {
  return !first.scenes.empty() && !second.scenes.empty() && first.scenes.back().heading == second.scenes.back().heading;
}

/// The scene that stands in a row of `rows`; null for none.
const scene* scene_in(const told_flow& of, std::size_t row, std::size_t rows, bool last_alike) {
  if (last_alike && row + 1 == rows) return &of.scenes.back();
  const std::size_t count = of.scenes.size() - (last_alike ? 1 : 0);
  return row < count ? &of.scenes[row] : nullptr;
}

std::string table(const told_flow& first, const told_flow& second) {
  constexpr std::size_t name_columns = 24;
  constexpr std::size_t value_columns = 18;
  const auto row = [](std::string_view name, std::string_view one, std::string_view other, std::string_view more) {
    std::string line = load::left(name, name_columns) + load::right(one, value_columns) +
                       load::right(other, value_columns) + load::right(more, value_columns);
    while (line.ends_with(' ')) line.pop_back();
    return line + "\n";
  };
  std::string out = row("", "first", "second", "difference");
  const auto one = figures_of(first.seen);
  const auto other = figures_of(second.seen);
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (!one[i].there() && !other[i].there()) continue;
    const auto text = [](const figure& each) { return each.there() ? each.text() : std::string("–"); };
    out += row(one[i].name, text(one[i]), text(other[i]), difference(one[i], other[i]));
  }
  return out;
}

std::string remarks(std::string_view whose, const flow& of, std::size_t width) {
  constexpr std::size_t indent = 8;
  std::string out;
  for (const std::string& each : remarks_on(of, sum_up(of))) {
    out += load::wrapped(whose, indent, parts_of(each), " ", width);
  }
  return out;
}

}  // namespace

std::string draw_pair(const told_flow& first, const told_flow& second, std::size_t width) {
  width = std::max(width, least_width);
  const std::size_t each = (width - load::columns(between)) / 2;
  const bool last_alike = end_alike(first, second);
  const auto title = [each](std::string_view which, const told_flow& of) {
    lines made{fmt::format("{}: {}", which, of.title),
               fmt::format("{} to {}", of.seen.client.text(), of.seen.server.text()), of.flags};
    std::erase(made, "");
    for (std::string& line : made) line = load::clipped(line, each);
    return made;
  };
  std::string out = beside(title("first", first), title("second", second), each);
  const std::size_t rows = std::max(first.scenes.size(), second.scenes.size());
  for (std::size_t row = 0; row < rows; ++row) {
    out += beside(half(first, scene_in(first, row, rows, last_alike), each),
                  half(second, scene_in(second, row, rows, last_alike), each), each);
  }
  return out + "\n" + table(first, second) + remarks("first", first.seen, width) +
         remarks("second", second.seen, width);
}

}  // namespace synfin::trace
