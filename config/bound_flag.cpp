#include "config/bound_flag.hpp"

#include <fmt/format.h>

#include <utility>

#include "config/help_text.hpp"
#include "config/quoted.hpp"

namespace synfin::config {
namespace {

std::vector<flag> looks(std::span<const bound_flag> flags) {
  std::vector<flag> list;
  for (const auto& each : flags) list.push_back(each.looks);
  return list;
}

/// Hands the values that `each` was given over.
void take(const bound_flag& each, const given_flags& given, std::vector<std::string>& problems) {
  const auto name = main_name(each.looks.names);
  for (const auto& value : given.all(name)) {
    if (const auto wrong = each.take(value))
      problems.push_back(fmt::format("{} {}: {}", name, in_quotes(value), *wrong));
  }
}

}  // namespace

bound_flag bound(std::string_view names, std::string_view value_name, std::string_view help, setting value) {
  flag looks{names, value_name, with_default(help, value)};
  return {std::move(looks), [value = std::move(value)](std::string_view text) {
            return assign(value, {source_value::form::word, {std::string{text}}});
          }};
}

taken_line take_line(std::span<const bound_flag> flags, std::span<const char* const> arguments) {
  const auto given = parse_flags(looks(flags), arguments);
  if (given.has("--help")) return {.help_asked = true, .problems = {}};
  taken_line taken{.help_asked = false, .problems = given.problems};
  for (const auto& each : flags) {
    if (each.take) take(each, given, taken.problems);
  }
  return taken;
}

std::string help_text(std::span<const bound_flag> flags) { return help_text(looks(flags)); }

}  // namespace synfin::config
