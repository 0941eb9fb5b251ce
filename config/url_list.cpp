#include "config/url_list.hpp"

#include <fmt/format.h>

#include <cstddef>

#include "config/url.hpp"

namespace synfin::config {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view line) {
  const auto first = line.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

/// Takes the first line off `text`, without its line break.
std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(line.size() == text.size() ? line.size() : line.size() + 1);
  return line;
}

}  // namespace

std::expected<std::vector<std::string>, std::string> parse_url_list(std::string_view text, std::string_view name) {
  std::vector<std::string> urls;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto line = trimmed(take_line(text));
    if (line.empty() || line.starts_with('#')) continue;
    if (const auto parsed = parse_url(line); !parsed) {
      return std::unexpected(fmt::format("{}:{}: {}", name, number, parsed.error()));
    }
    urls.emplace_back(line);
  }
  return urls;
}

}  // namespace synfin::config
