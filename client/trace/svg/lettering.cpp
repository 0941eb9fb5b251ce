#include "client/trace/svg/lettering.hpp"

#include "client/report/foreign_text.hpp"
#include "common/utf8.hpp"

namespace synfin::trace::svg {
namespace {

/// The widest of the usual fixed-width fonts; from Hangul on, letters may take twice as much.
double width_of(const utf8::character& each, double size) noexcept {
  constexpr double letter = 0.61;
  constexpr char32_t first_wide = 0x1100;
  const bool ellipsis_or_line = each.code >= 0x2000 && each.code < 0x2600;
  return size * letter * (each.code >= first_wide && !ellipsis_or_line ? 2 : 1);
}

}  // namespace

double text_width(std::string_view text, double size) noexcept {
  double width = 0;
  while (!text.empty()) width += width_of(utf8::take(text), size);
  return width;
}

std::string fitted(std::string_view text, double size, double room) {
  std::string whole = load::shown(text);
  if (text_width(whole, size) <= room) return whole;
  std::string kept;
  double left = room - text_width("…", size);
  for (std::string_view rest = whole; !rest.empty();) {
    const utf8::character each = utf8::take(rest);
    left -= width_of(each, size);
    if (left < 0) break;
    kept += each.bytes;
  }
  return kept + "…";
}

}  // namespace synfin::trace::svg
