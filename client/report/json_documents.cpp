#include "client/report/json_documents.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace synfin::load {
namespace {

/// Past the text in quotes that begins at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

/// Past the object that begins at `at`.
std::size_t end_of_object(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = end_of_string(text, at);
      continue;
    }
    ++at;
    if (c == '{') ++depth;
    if (c == '}' && --depth == 0) return at;
  }
  return at;
}

}  // namespace

std::vector<std::string_view> json_documents(std::string_view text) {
  std::vector<std::string_view> found;
  std::size_t at = 0;
  while (true) {
    at = text.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos) return found;
    if (text[at] == '{') {
      const std::size_t end = end_of_object(text, at);
      found.push_back(text.substr(at, end - at));
      at = end;
    } else {
      at = std::min(text.find('\n', at), text.size());
    }
  }
}

std::expected<nlohmann::json, std::string> parse_document(std::string_view text, std::string_view part) {
  std::size_t at = 0;
  try {
    return nlohmann::json::parse(part);
  } catch (const nlohmann::json::parse_error& problem) {
    at = problem.byte;
  } catch (const nlohmann::json::exception&) {
    at = part.size();
  }
  const std::string_view before = text.substr(0, static_cast<std::size_t>(part.data() - text.data()) + at);
  return std::unexpected(fmt::format("line {}: is not JSON", 1 + std::ranges::count(before, '\n')));
}

}  // namespace synfin::load
