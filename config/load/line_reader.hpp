#pragma once

#include <cstddef>
#include <string_view>

namespace synfin::config {

/// Takes a text apart into its lines, without their breaks; the last one needs none.
class line_reader {
 public:
  explicit line_reader(std::string_view text) noexcept : rest_(text) {}

  bool over() const noexcept { return rest_.empty(); }

  /// The next line, without white space at its ends. Needs one.
  std::string_view next() noexcept {
    const auto line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(line.size() == rest_.size() ? line.size() : line.size() + 1);
    ++number_;
    return trimmed(line);
  }

  /// Of the line that next() gave, from 1 on.
  std::size_t number() const noexcept { return number_; }

 private:
  static std::string_view trimmed(std::string_view line) noexcept {
    constexpr std::string_view blanks = " \t\r";
    const auto first = line.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(blanks) - first + 1);
  }

  std::string_view rest_;
  std::size_t number_ = 0;
};

}  // namespace synfin::config
