#include "config/load/url_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "common/http/method.hpp"
#include "config/load/line_reader.hpp"
#include "config/number.hpp"
#include "config/text_file.hpp"
#include "config/url.hpp"

namespace synfin::config {
namespace {

constexpr std::size_t longest_body = std::size_t{256} * 1024 * 1024;
constexpr std::uint64_t heaviest = 1'000'000;
constexpr std::string_view blanks = " \t";

using or_problem = std::expected<wanted_request, std::string>;

std::unexpected<std::string> wrong(std::string why) { return std::unexpected(std::move(why)); }

/// Takes the next word off `line`, and the blanks behind it.
std::string_view take_word(std::string_view& line) {
  const auto word = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(word.size());
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  return word;
}

bool is_method(std::string_view word) {
  return http::is_token(word) && ((word[0] >= 'A' && word[0] <= 'Z') || (word[0] >= 'a' && word[0] <= 'z'));
}

bool is_number(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

or_problem parse_line(std::string_view line, const body_reader& body_of) {
  wanted_request made;
  auto word = take_word(line);
  if (!line.empty() && is_number(word)) {
    const auto weight = parse_number(word);
    if (!weight || *weight == 0 || *weight > heaviest) return wrong(fmt::format("a weight is 1 to {}", heaviest));
    made.weight = *weight;
    word = take_word(line);
  }
  if (!line.empty() && !line.starts_with('@') && !word.contains(':')) {
    if (!is_method(word)) return wrong(fmt::format("{} is not a method (like GET)", word));
    made.method = word;
    word = take_word(line);
  }
  if (const auto parsed = parse_url(word); !parsed) return wrong(parsed.error());
  made.url = word;
  if (line.empty()) return made;
  if (!line.starts_with('@')) return wrong("behind the URL there may be a body's file (@FILE), and nothing else");
  auto body = body_of(std::string{line.substr(1)});
  if (!body) return wrong(body.error());
  made.body = *std::move(body);
  return made;
}

}  // namespace

std::expected<std::string, std::string> read_body(const std::string& path) {
  return read_text_file(path, longest_body);
}

std::expected<std::vector<wanted_request>, std::string> parse_url_list(std::string_view text, std::string_view name,
                                                                       const body_reader& body_of) {
  std::vector<wanted_request> list;
  for (line_reader lines(text); !lines.over();) {
    const auto line = lines.next();
    if (line.empty() || line.starts_with('#')) continue;
    auto made = parse_line(line, body_of);
    if (!made) return std::unexpected(fmt::format("{}:{}: {}", name, lines.number(), made.error()));
    list.push_back(*std::move(made));
  }
  return list;
}

}  // namespace synfin::config
