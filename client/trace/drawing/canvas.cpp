#include "client/trace/drawing/canvas.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"
#include "client/trace/drawing/drawing.hpp"
#include "client/trace/drawing/line_breaks.hpp"

namespace synfin::trace {
namespace {

using load::style;
using load::styled_line;

constexpr std::size_t left_margin = 15;   // the grade and the time, or the client's state
constexpr std::size_t right_margin = 14;  // the server's state
constexpr std::size_t label_width = 13;   // of a figure
constexpr std::size_t value_width = 12;

std::string repeated(std::string_view piece, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += piece;
  return all;
}

std::string spaces(std::size_t count) { return std::string(count, ' '); }

}  // namespace

canvas::canvas(std::size_t width, bool colour) noexcept : width_(std::max(width, least_width)), colour_(colour) {}

std::size_t canvas::lane() const noexcept { return width_ - left_margin - right_margin - 2; }

void canvas::put(styled_line made) {
  made.clip(width_);
  out_ += made.text(colour_) + "\n";
}

void canvas::line(std::string_view text) { put(styled_line{}.add(text)); }

void canvas::heading(std::string_view text) {
  const std::size_t used = 4 + load::columns(text);
  put(styled_line{}
          .add("── ", style::faint)
          .add(text, style::bold)
          .add(" " + repeated("─", width_ - std::min(width_, used)), style::faint));
}

void canvas::states(const beside& both) {
  const std::string one = both.client_note.empty() ? "" : " " + both.client_note;
  const std::string other = both.server_note.empty() ? "" : both.server_note + " ";
  const std::size_t used = load::columns(one) + load::columns(other);
  put(styled_line{}
          .add(load::right(both.client, left_margin - 1), style::good)
          .add(" │")
          .add(one, style::faint)
          .add(spaces(lane() - std::min(lane(), used)))
          .add(other, style::faint)
          .add("│")
          .add(both.server.empty() ? "" : fmt::format(" {}", both.server), style::good));
}

void canvas::arrow(const drawn_arrow& what) {
  const bool client = what.from == side::client;
  const style ours = client ? style::sent : style::received;
  const std::string said = load::clipped(what.words, lane() - 6);
  const std::string shaft = repeated("─", lane() - 5 - load::columns(said));
  put(styled_line{}
          .add(fmt::format("{}{:>{}} │", what.mark, what.time, left_margin - 2))
          .add(client ? "── " : "◀─ ", ours)
          .add(said, what.looks == style::plain ? ours : what.looks)
          .add(" " + shaft, ours)
          .add(!client        ? "─"
               : what.arrives ? "▶"
                              : "✗",
               ours)
          .add(what.margin.empty() ? "│" : "│ " + what.margin));
}

void canvas::between(std::string_view text) {
  for (const std::string& each : lines_of(text, lane() - 2)) {
    put(styled_line{}.add(spaces(left_margin) + "│ ").add(load::left(each, lane() - 1), style::faint).add("│"));
  }
}

void canvas::ends(std::string_view client, std::string_view server) {
  const std::string one = fmt::format("      {}", client);
  const std::size_t start = std::min(left_margin + lane() - 8, width_ - std::min(width_, load::columns(server)));
  const bool one_line = load::columns(one) + 2 <= start;
  if (!one_line) line(one);
  line(one_line ? load::left(one, start).append(server) : spaces(start).append(server));
}

void canvas::paragraph(std::string_view text, style looks) {
  for (const std::string& each : lines_of(text, width_)) put(styled_line{}.add(each, looks));
}

void canvas::row(std::string_view label, std::string_view value, std::string_view note, std::string_view picture) {
  const std::string head = load::left(label, label_width);
  std::string figure = note.empty() ? std::string(value) : load::left(value, value_width - 1) + " ";
  if (!picture.empty()) figure.append(picture) += ' ';
  const std::size_t indent = label_width + std::max(load::columns(figure), value_width);
  const auto lines = lines_of(note, width_ - std::min(indent, width_ / 2));
  put(styled_line{}.add(head, style::bold).add(figure).add(lines.empty() ? "" : lines.front(), style::faint));
  for (std::size_t i = 1; i < lines.size(); ++i) put(styled_line{}.add(spaces(indent)).add(lines[i], style::faint));
}

std::string canvas::take() { return std::move(out_); }

}  // namespace synfin::trace
