#include "config/load/expectation_flags.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "config/header_line.hpp"
#include "config/load/custom_flag.hpp"
#include "config/number.hpp"

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

constexpr std::string_view expected = "Validation";

/// `200`, or `2xx` for all of a class.
bool is_status(std::string_view text) {
  if (text.size() != 3 || text[0] < '1' || text[0] > '9') return false;
  const auto rest = text.substr(1);
  return rest == "xx" || rest == "XX" || rest.find_first_not_of("0123456789") == std::string_view::npos;
}

problem take_expected_status(std::string_view text, load_settings& into) {
  for (;;) {
    const auto each = text.substr(0, text.find(','));
    if (!is_status(each)) return "not a list of status codes (like 200 or 2xx,304)";
    into.expected.statuses.emplace_back(each);
    if (each.size() == text.size()) return std::nullopt;
    text.remove_prefix(each.size() + 1);
  }
}

problem take_expected_header(std::string_view text, load_settings& into) {
  auto field = parse_field(text);
  if (!field) return field.error();
  into.expected.headers.push_back(*std::move(field));
  return std::nullopt;
}

problem take_expected_length(std::string_view text, load_settings& into) {
  into.expected.length = parse_number(text);
  return into.expected.length ? std::nullopt : problem{"not a number of bytes"};
}

problem take_expected_sum(std::string_view text, load_settings& into) {
  into.expected.sha256.clear();
  for (const char c : text) into.expected.sha256 += static_cast<char>(c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c);
  const bool hex = into.expected.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (text.size() != 64 || !hex) return "not a SHA-256: 64 hexadecimal digits";
  return std::nullopt;
}

problem take_expected_root(std::string_view text, load_settings& into) {
  into.expected.root = text;
  std::error_code absent;
  if (!std::filesystem::is_directory(into.expected.root, absent)) return "is not a folder";
  return std::nullopt;
}

}  // namespace

// clang-format off
std::vector<bound_flag> expectation_flags(load_settings& s) {
  return {
    custom(expected, "--expect-status", "LIST", "status codes that are right, like 2xx,304", s, take_expected_status),
    custom(expected, "--expect-header", "'K: V'", "a field answers must have; 'K:': of any value; repeatable", s, take_expected_header),
    custom(expected, "--expect-length", "N", "bytes of each body", s, take_expected_length),
    custom(expected, "--expect-body-sha256", "HEX", "of each body", s, take_expected_sum),
    custom(expected, "--expect-root", "DIR", "each body must be the file that its path names in DIR", s, take_expected_root),
  };
}
// clang-format on

}  // namespace synfin::config
