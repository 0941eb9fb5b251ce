#include "client/report/styled_line.hpp"

#include "client/report/figures.hpp"
#include "common/utf8.hpp"

namespace synfin::load {
namespace {

/// What switches a style on (ECMA-48 §8.3.117, SGR).
std::string_view control(style looks) noexcept {
  switch (looks) {
    case style::plain: return "";
    case style::bold: return "\x1b[1m";
    case style::faint: return "\x1b[2m";
    case style::good: return "\x1b[32m";
    case style::warning: return "\x1b[33m";
    case style::bad: return "\x1b[31m";
    case style::sent: return "\x1b[36m";
    case style::received: return "\x1b[35m";
  }
  return "";
}

/// As much of `text` as fits into `columns`.
std::string_view fitting(std::string_view text, std::size_t columns) noexcept {
  std::string_view left = text;
  while (!left.empty()) {
    std::string_view rest = left;
    const std::size_t width = utf8::columns(utf8::take(rest).code);
    if (width > columns) break;
    columns -= width;
    left = rest;
  }
  return text.substr(0, text.size() - left.size());
}

}  // namespace

styled_line& styled_line::add(std::string_view text, style looks) {
  if (!text.empty()) pieces_.emplace_back(text, looks);
  return *this;
}

styled_line& styled_line::add(const styled_line& other) {
  pieces_.insert(pieces_.end(), other.pieces_.begin(), other.pieces_.end());
  return *this;
}

std::size_t styled_line::width() const noexcept {
  std::size_t sum = 0;
  for (const auto& [text, looks] : pieces_) sum += columns(text);
  return sum;
}

void styled_line::put_in_ascii() {
  for (auto& [text, looks] : pieces_) text = to_ascii(text);
}

void styled_line::clip(std::size_t most) {
  for (auto& [text, looks] : pieces_) {
    const std::size_t kept = fitting(text, most).size();
    const bool cut = kept != text.size();
    text.resize(kept);
    most = cut ? 0 : most - columns(text);
  }
}

std::string styled_line::text(bool colour) const {
  std::string out;
  for (const auto& [text, looks] : pieces_) {
    const std::string_view on = colour && !text.empty() ? control(looks) : "";
    out.append(on).append(text);
    if (!on.empty()) out += "\x1b[0m";
  }
  return out;
}

}  // namespace synfin::load
