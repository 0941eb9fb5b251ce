#include "client/report/html/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"

namespace synfin::load::html {
namespace {

constexpr double letter = 7.3;  // mean width of one in labels of 12 units, of the broader of the usual fonts
constexpr double line_height = 16;
constexpr double top = 26;
constexpr double bottom = 46;
constexpr double below_axis = 19;  // where labels of x stand: clear of one of y that stands at the axis itself
constexpr double right_edge = 16;
constexpr double least_bar = 1.5;
constexpr std::size_t most_dots = 40;

double text_width(std::string_view text) noexcept { return letter * static_cast<double>(columns(text)); }

/// Where the data goes, and what draws it there.
class canvas {
 public:
  canvas(const chart& wanted, const drawing_size& size) : chart_(wanted), size_(size) {
    double labels = 0;
    for (const tick& each : wanted.y.ticks()) labels = std::max(labels, text_width(each.text));
    left_ = std::max(labels + 10, 24.0);
  }

  std::string draw() {
    begin();
    y_axis();
    x_axis();
    for (const auto& each : chart_.areas) draw(each);
    for (const auto& each : chart_.bars) draw(each);
    for (const auto& each : chart_.spans) draw(each);
    for (const auto& each : chart_.curves) draw(each);
    for (const auto& each : chart_.hovers) draw(each);
    return std::move(out_ += "</svg>\n");
  }

 private:
  double across(double value) const noexcept {
    return left_ + chart_.x.place(value) * (size_.width - left_ - right_edge);
  }
  double down(double value) const noexcept { return floor() - chart_.y.place(value) * (floor() - top); }
  double floor() const noexcept { return size_.height - bottom; }
  double right() const noexcept { return size_.width - right_edge; }

  void begin() {
    const std::string id = fmt::format("{}-{}", chart_.id, size_.name);
    out_ = fmt::format(
        "<svg class=\"{0}\" viewBox=\"0 0 {1:.0f} {2:.0f}\" role=\"img\" aria-labelledby=\"{3}-t {3}-d\">"
        "<title id=\"{3}-t\">{4}</title><desc id=\"{3}-d\">{5}</desc>\n",
        size_.name, size_.width, size_.height, id, to_html(chart_.title), to_html(chart_.reading));
  }

  void text(double x, double y, std::string_view kind, std::string_view said) {
    if (said.empty()) return;
    out_ += fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", kind, x, y, to_html(said));
  }

  void line(double x1, double y1, double x2, double y2) {
    out_ += fmt::format("<path class=\"grid\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", x1, y1, x2, y2);
  }

  void y_axis() {
    double free_below = size_.height;
    for (const tick& each : chart_.y.ticks()) {
      const double y = floor() - each.place * (floor() - top);
      if (chart_.spans.empty()) line(left_, y, right(), y);
      const bool crowded = chart_.spans.empty() && y > free_below;
      if (crowded) continue;
      text(left_ - 7, y + 4, "end", each.text);
      free_below = y - line_height;
    }
    text(0, 12, "name", chart_.y_label);
  }

  void x_axis() {
    double free_from = 0;
    for (const tick& each : chart_.x.ticks()) {
      const double x = left_ + each.place * (right() - left_);
      const double half = text_width(each.text) / 2;
      const double middle = std::clamp(x, half, size_.width - half);
      line(x, top, x, floor());
      if (middle - half < free_from) continue;
      text(middle, floor() + below_axis, "middle", each.text);
      free_from = middle + half + letter;
    }
    text((left_ + right()) / 2, size_.height - 8, "middle name", chart_.x_label);
  }

  void draw(const area& wanted) {
    std::string path;
    for (const point& each : wanted.upper)
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', across(each.x), down(each.y));
    for (auto each = wanted.lower.rbegin(); each != wanted.lower.rend(); ++each)
      path += fmt::format("L{:.1f} {:.1f}", across(each->x), down(each->y));
    if (!path.empty()) out_ += fmt::format("<path class=\"fill c{}\" d=\"{}Z\"/>\n", wanted.colour, path);
  }

  void rectangle(double x1, double x2, double y1, double y2, std::string_view kind, std::string_view said) {
    out_ += fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\">", kind, x1,
                        y1, std::max(x2 - x1, least_bar), std::max(y2 - y1, least_bar));
    if (!said.empty()) out_ += fmt::format("<title>{}</title>", to_html(said));
    out_ += "</rect>\n";
  }

  void draw(const bar& wanted) {
    const double high = std::min(down(wanted.to_y), down(wanted.from_y) - least_bar);
    rectangle(across(wanted.from_x) + 0.5, across(wanted.to_x) - 0.5, high, down(wanted.from_y),
              fmt::format("fill c{}", wanted.colour), wanted.text);
  }

  void draw(const span& wanted) {
    const double row = (floor() - top) / static_cast<double>(std::max<std::size_t>(chart_.y.ticks().size(), 1));
    const double half = row * wanted.thick / 2;
    rectangle(across(wanted.from_x), std::max(across(wanted.to_x), across(wanted.from_x) + 3), down(wanted.row) - half,
              down(wanted.row) + half, fmt::format("fill c{}", wanted.colour), wanted.text);
  }

  void draw(const curve& wanted) {
    std::string path;
    std::string dots;
    bool pen_down = false;
    for (const point& each : wanted.points) {
      if (std::isnan(each.y)) {
        pen_down = false;
        continue;
      }
      path += fmt::format("{}{:.1f} {:.1f}", pen_down ? 'L' : 'M', across(each.x), down(each.y));
      dots += fmt::format("<circle class=\"fill c{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>\n", wanted.colour,
                          across(each.x), down(each.y));
      pen_down = true;
    }
    if (path.empty()) return;
    out_ += fmt::format("<path class=\"line c{}{}\" d=\"{}\"/>\n", wanted.colour, wanted.dashed ? " dashed" : "", path);
    if (wanted.points.size() <= most_dots && !wanted.dashed) out_ += dots;
  }

  void draw(const hover& wanted) {
    rectangle(across(wanted.from_x), across(wanted.to_x), top, floor(), "hover", wanted.text);
  }

  const chart& chart_;
  const drawing_size& size_;
  double left_ = 0;
  std::string out_;
};

}  // namespace

std::string drawing(const chart& wanted, const drawing_size& size) { return canvas(wanted, size).draw(); }

}  // namespace synfin::load::html
