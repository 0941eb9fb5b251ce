#pragma once

#include <charconv>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace synfin::bench {

/// A floor's command line: `--name value` pairs and bare `--name` switches. Throws std::runtime_error on a bad value.
class arguments {
 public:
  arguments(int count, char** words) : words_(words, static_cast<std::size_t>(count)) {}

  /// Whether the switch `name` was given.
  bool has(std::string_view name) const {
    for (const std::string_view word : words_)
      if (word == name) return true;
    return false;
  }

  /// The word after `name`, or `otherwise` where `name` was not given.
  std::string text(std::string_view name, std::string_view otherwise) const {
    for (std::size_t i = 1; i + 1 < words_.size(); ++i)
      if (words_[i] == name) return words_[i + 1];
    return std::string(otherwise);
  }

  /// The number after `name`, or `otherwise` where `name` was not given.
  std::uint64_t number(std::string_view name, std::uint64_t otherwise) const {
    const std::string word = text(name, "");
    if (word.empty()) return otherwise;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size())
      throw std::runtime_error(std::string(name) + " wants a number, not '" + word + "'");
    return value;
  }

 private:
  std::span<char*> words_;
};

}  // namespace synfin::bench
