#include "client/trace/scenes/sentence.hpp"

#include <algorithm>

namespace synfin::trace {

std::vector<std::string> parts_of(std::string_view sentence) {
  std::vector<std::string> words;
  while (!sentence.empty()) {
    const std::string_view word = sentence.substr(0, sentence.find(' '));
    words.emplace_back(word);
    sentence.remove_prefix(std::min(sentence.size(), word.size() + 1));
  }
  return words;
}

}  // namespace synfin::trace
