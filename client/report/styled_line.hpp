#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace synfin::load {

/// How a piece of text looks, where there is colour; `sent` and `received` tell two sides apart.
enum class style : std::uint8_t { plain, bold, faint, good, warning, bad, sent, received };

/// One line for a terminal: pieces of UTF-8 text, each with its style.
class styled_line {
 public:
  styled_line& add(std::string_view text, style looks = style::plain);
  styled_line& add(const styled_line& other);

  /// Columns it takes.
  std::size_t width() const noexcept;

  /// Puts what is not ASCII in ASCII.
  void put_in_ascii();

  /// Cuts off what is beyond `columns`; all of a character that is wider than what is left.
  void clip(std::size_t columns);

  /// The bytes for a terminal, with colours or without; no line end.
  std::string text(bool colour) const;

 private:
  std::vector<std::pair<std::string, style>> pieces_;
};

}  // namespace synfin::load
