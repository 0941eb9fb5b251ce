#include "client/report/text_layout.hpp"

#include <algorithm>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"

namespace synfin::load {
namespace {

parts words(std::string_view text) {
  parts found;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    found.push_back(clipped(text.substr(at, end - at), report_width - label_columns));
    at = end + 1;
  }
  return found;
}

}  // namespace

std::string block(std::string_view label, const parts& said) {
  return wrapped(label, label_columns, said, dot, report_width);
}

std::string block_with_figure(std::string_view label, const parts& said, const std::string& figure) {
  std::string out = block(label, said);
  out.pop_back();
  const std::size_t last_line = columns(out.substr(out.rfind('\n') + 1));
  if (last_line + columns(figure) >= report_width) return out + "\n" + right(figure, report_width) + "\n";
  return out + right(figure, report_width - last_line) + "\n";
}

std::string sentence(std::string_view text) { return wrapped("", label_columns, words(text), " ", report_width); }

}  // namespace synfin::load
