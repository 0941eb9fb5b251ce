#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace synfin::test {

/// An answer of HTTP/1.1 as a test reads it.
struct answer {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  /// The field's value as it was written; empty if there is none.
  std::string field(std::string_view name) const {
    for (const auto& [each, value] : fields) {
      if (each == name) return value;
    }
    return {};
  }
};

/// Does an answer carry the body that its Content-Length tells of?
enum class body_is : bool { absent, present };

/// Takes the next answer off `bytes`; nullopt if no whole one is there.
inline std::optional<answer> take_answer(std::string_view& bytes, body_is body = body_is::present) {
  constexpr std::string_view start = "HTTP/1.1 ";
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos || !bytes.starts_with(start)) return std::nullopt;
  answer found;
  found.status = static_cast<unsigned>(std::atoi(bytes.data() + start.size()));
  std::string_view head = bytes.substr(0, end + 2);
  for (head.remove_prefix(head.find('\n') + 1); !head.empty(); head.remove_prefix(head.find('\n') + 1)) {
    const std::string_view line = head.substr(0, head.find('\r'));
    const auto colon = line.find(": ");
    found.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  const auto length = static_cast<std::size_t>(std::atoll(found.field("Content-Length").c_str()));
  const std::string_view rest = bytes.substr(end + 4);
  const std::size_t taken = body == body_is::present ? length : 0;
  if (rest.size() < taken) return std::nullopt;
  found.body = rest.substr(0, taken);
  bytes = rest.substr(taken);
  return found;
}

/// All answers in `bytes`, each with its body; what follows the last whole one is left out.
inline std::vector<answer> answers_in(std::string_view bytes) {
  std::vector<answer> all;
  while (auto next = take_answer(bytes)) all.push_back(std::move(*next));
  return all;
}

}  // namespace synfin::test
