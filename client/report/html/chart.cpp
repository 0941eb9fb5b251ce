#include "client/report/html/chart.hpp"

#include <fmt/format.h>

#include "client/report/foreign_text.hpp"
#include "client/report/html/drawing.hpp"

namespace synfin::load::html {
namespace {

std::string key(const std::string& name, unsigned colour, std::string_view kind) {
  return fmt::format("<li class=\"{} c{}\">{}</li>", kind, colour, to_html(name));
}

/// What the colours mean; a name that stands twice is told once.
std::string legend(const chart& wanted) {
  if (wanted.areas.size() + wanted.curves.size() < 2) return {};
  std::string out = "<ul class=\"legend\">";
  for (const auto& each : wanted.curves) out += key(each.name, each.colour, each.dashed ? "dashes" : "stroke");
  for (const auto& each : wanted.areas) out += key(each.name, each.colour, "block");
  return out + "</ul>\n";
}

}  // namespace

std::string drawn(const chart& wanted) {
  const bool flat = !wanted.spans.empty();
  const double rows = static_cast<double>(wanted.y.ticks().size());
  const double height = flat ? 80 + 34 * rows : 280;
  std::string out = fmt::format("<figure id=\"{}\">\n<figcaption><h3>{}</h3><p>{}</p></figcaption>\n", wanted.id,
                                to_html(wanted.title), to_html(wanted.reading));
  out += legend(wanted);
  out += drawing(wanted, {560, height, "wide"});
  out += drawing(wanted, {320, flat ? height : 260, "narrow"});
  return out + "</figure>\n";
}

}  // namespace synfin::load::html
