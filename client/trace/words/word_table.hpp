#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace synfin::trace {

/// One of an enum's words as a language has it.
template <typename Word>
struct entry {
  Word what;
  std::string_view text;
};

/// All words of an enum that ends with `count`, in its order.
template <typename Word>
using word_table = std::array<entry<Word>, static_cast<std::size_t>(Word::count)>;

/// Does each word stand at its own place, and say something?
template <typename Word>
consteval bool complete(const word_table<Word>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].what != static_cast<Word>(i) || all[i].text.empty()) return false;
  }
  return true;
}

/// What `wanted` is in a complete table; empty for `count`.
template <typename Word>
constexpr std::string_view text_of(const word_table<Word>& all, Word wanted) noexcept {
  const auto place = static_cast<std::size_t>(wanted);
  return place < all.size() ? all[place].text : std::string_view{};
}

}  // namespace synfin::trace
