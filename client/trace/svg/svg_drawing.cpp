#include "client/trace/svg/svg_drawing.hpp"

#include <cmath>
#include <initializer_list>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "client/report/foreign_text.hpp"
#include "client/report/xml_text.hpp"
#include "client/trace/figures/figure.hpp"
#include "client/trace/figures/summary.hpp"
#include "client/trace/scenes/sentence.hpp"
#include "client/trace/svg/ladder.hpp"
#include "client/trace/svg/lettering.hpp"
#include "client/trace/svg/paper.hpp"
#include "client/trace/svg/style.hpp"

namespace synfin::trace::svg {
namespace {

constexpr double base_line = 4;  // from the middle of letters down to their foot
constexpr double ladder_top = 92;
constexpr double line_height = 20;

/// SVG's elements, in the order in which they lie on each other.
class sheet {
 public:
  void text(double x, double y, std::string_view kind, std::string_view said) {
    if (said.empty()) return;
    out_ += fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", kind, x, y,
                        load::xml_text(load::shown(said)));
  }

  void line(double x1, double y1, double x2, double y2, std::string_view kind) {
    out_ += fmt::format("<path class=\"{}\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", kind, x1, y1, x2, y2);
  }

  void rectangle(double x, double y, double width, double height, std::string_view kind) {
    out_ += fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"3\"/>\n",
                        kind, x, y, width, height);
  }

  /// A closed shape through points.
  void shape(std::initializer_list<std::pair<double, double>> points, std::string_view kind) {
    std::string path;
    for (const auto& [x, y] : points) path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x, y);
    out_ += fmt::format("<path class=\"{}\" d=\"{}Z\"/>\n", kind, path);
  }

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string_view name(side which) noexcept { return which == side::client ? "client" : "server"; }

void put_ends(sheet& on, const flow& whole) {
  constexpr double right = paper::width - paper::edge;
  on.text(paper::edge, 32, "title", "Client");
  on.text(right, 32, "title end", "Server");
  on.text(paper::edge, 51, "address", whole.client.text());
  on.text(right, 51, "address end", whole.server.text());
  on.text(paper::edge, 68, "remark faint", "port chosen by its kernel");
  on.text(right, 68, "remark faint end", "fixed port");
}

void put_lines(sheet& on, const flow& whole, const ladder& made) {
  on.text(paper::client_line - paper::beside_line, made.top + base_line, "state end",
          name_of(state_before(whole, side::client)));
  on.text(paper::server_line + paper::beside_line, made.top + base_line, "state",
          name_of(state_before(whole, side::server)));
  for (const double x : {paper::client_line, paper::server_line}) on.line(x, made.top - 8, x, made.bottom, "life");
}

/// A line with a head that points along it; it ends on its way where what it stands for is lost.
void put_arrow(sheet& on, side from, double client_y, double server_y, bool arrives) {
  constexpr double length = 11;
  constexpr double half_width = 4;
  constexpr double beside = 1.5;  // clear of the line it ends at
  const bool right = from == side::client;
  const double tail_x = right ? paper::client_line : paper::server_line;
  const double end_x = right ? paper::server_line - beside : paper::client_line + beside;
  const double tail_y = right ? client_y : server_y;
  const double end_y = right ? server_y : client_y;
  const double way = arrives ? 1 : 0.7;
  const double tip_x = tail_x + way * (end_x - tail_x);
  const double tip_y = tail_y + way * (end_y - tail_y);
  const double whole = std::hypot(tip_x - tail_x, tip_y - tail_y);
  const double along_x = (tip_x - tail_x) / whole;
  const double along_y = (tip_y - tail_y) / whole;
  const double back_x = tip_x - length * along_x;
  const double back_y = tip_y - length * along_y;
  on.line(tail_x, tail_y, back_x, back_y, fmt::format("shaft {}", name(from)));
  on.shape({{tip_x, tip_y},
            {back_x - half_width * along_y, back_y + half_width * along_x},
            {back_x + half_width * along_y, back_y - half_width * along_x}},
           name(from));
}

void put_rung(sheet& on, const rung& each) {
  const bool client = each.from == side::client;
  if (each.thick > 0) {
    on.shape({{paper::client_line, each.client_end},
              {paper::server_line, each.server_end},
              {paper::server_line, each.server_end + each.thick},
              {paper::client_line, each.client_end + each.thick}},
             fmt::format("run {}", name(each.from)));
    on.line(paper::client_line, each.client_end, paper::server_line, each.server_end,
            fmt::format("shaft {}", name(each.from)));
  }
  put_arrow(on, each.from, each.client_end + each.thick, each.server_end + each.thick, each.arrives);
  const double words_y = (client ? each.client_end : each.server_end) - base_line;
  if (client) {
    on.text(paper::client_line + paper::beside_line, words_y, "words", each.words);
  } else {
    on.text(paper::server_line - paper::beside_line, words_y, "words end", each.words);
  }
  const double left = paper::client_line - paper::beside_line;
  on.text(left, each.client_end + base_line, "faint end", each.time);
  on.text(left, each.client_end + base_line + 17, "state end", each.client_state);
  on.text(paper::server_line + paper::beside_line, each.server_end + base_line, "state", each.server_state);
}

void put_ladder(sheet& on, const flow& whole, const ladder& made) {
  constexpr double middle = (paper::client_line + paper::server_line) / 2;
  for (const note& each : made.headings) {
    on.rectangle(paper::edge, each.y, paper::width - 2 * paper::edge, heading_height, "strip");
  }
  put_lines(on, whole, made);
  for (const note& each : made.headings) {
    // Clear of the line, which goes through the strip.
    on.text(paper::client_line + paper::beside_line, each.y + heading_height / 2 + base_line, "head", each.words);
  }
  for (const note& each : made.pauses) {
    on.text(middle, each.y + base_line, "faint middle", fmt::format("– {} later –", each.words));
  }
  for (const rung& each : made.rungs) put_rung(on, each);
}

/// Lines of words, none wider than the sheet.
std::vector<std::string> lines_of(std::string_view sentence) {
  constexpr double narrower = 0.88;  // than letters of a fixed width, on the whole
  constexpr double room = (paper::width - 2 * paper::edge) / narrower;
  std::vector<std::string> lines(1);
  for (const std::string& word : parts_of(sentence)) {
    const std::string longer = lines.back() + (lines.back().empty() ? "" : " ") + word;
    if (text_width(longer, paper::letters) <= room) {
      lines.back() = longer;
    } else {
      lines.push_back(fitted(word, paper::letters, room));
    }
  }
  return lines;
}

/// What the marks mean, and what is drawn as it cannot be measured.
std::string legend(const flow& whole) {
  const bool known = sum_up(whole).round_trip.has_value();
  return fmt::format(
      "Times in milliseconds, as seen at the client: {}. {} A distance down the page grows with the logarithm of "
      "the time that it stands for.",
      whole.seen_by == witness::capture ? "= captured" : "= the kernel's stamp, ~ derived, < bracketed by system calls",
      known ? "An arrow falls by half of the shortest round trip." : "No round trip was measured: arrows are level.");
}

/// From `y` on; where it ends.
double put_figures(sheet& on, const flow& whole, double y) {
  constexpr int columns = 3;
  constexpr double column = (paper::width - 2 * paper::edge) / columns;
  constexpr double value_at = 165;
  int count = 0;
  for (const figure& each : figures_of(whole)) {
    if (!each.there()) continue;
    if (count != 0 && count % columns == 0) y += line_height;
    const double x = paper::edge + column * (count++ % columns);
    on.text(x, y, "name", each.name);
    on.text(x + value_at, y, "value", each.text());
  }
  return y + line_height * 1.4;
}

double put_sentence(sheet& on, std::string_view sentence, std::string_view kind, double y) {
  for (const std::string& each : lines_of(sentence)) {
    on.text(paper::edge, y, kind, each);
    y += line_height * 0.9;
  }
  return y;
}

std::string framed(const flow& whole, std::string_view content, double height) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "role=\"img\" xml:space=\"preserve\" style=\"max-width:100%;height:auto\">\n<title>One TCP connection, {2} to {3}"
      "</title>\n{4}<rect class=\"sheet\" width=\"{0:.0f}\" height=\"{1:.0f}\"/>\n{5}</svg>\n",
      paper::width, height, load::xml_text(whole.client.text()), load::xml_text(whole.server.text()), style, content);
}

}  // namespace

std::string drawing(const flow& whole, const std::vector<scene>& scenes) {
  sheet on;
  put_ends(on, whole);
  const ladder made = place(whole, scenes, ladder_top);
  put_ladder(on, whole, made);
  double y = made.bottom + 2 * line_height;
  on.line(paper::edge, made.bottom + line_height, paper::width - paper::edge, made.bottom + line_height, "rule");
  y = put_figures(on, whole, y);
  for (const std::string& each : remarks_on(whole, sum_up(whole))) y = put_sentence(on, each, "remark", y);
  y = put_sentence(on, legend(whole), "remark faint", y);
  return framed(whole, on.take(), y);
}

}  // namespace synfin::trace::svg
