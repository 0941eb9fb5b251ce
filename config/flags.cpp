#include "config/flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "config/nearest.hpp"

namespace synfin::config {
namespace {

bool argument(const flag& of) { return !of.names.starts_with('-'); }
bool takes_none(const flag& of) { return of.value.empty() && !of.alone && !argument(of); }

/// `names`, each with the value that it has when it stands alone, as CLI11 wants them.
std::string names_with_value(std::string_view names, std::string_view alone) {
  const auto comma = std::min(names.find(','), names.size());
  const auto first = fmt::format("{}{{{}}}", names.substr(0, comma), alone);
  return comma == names.size() ? first : fmt::format("{}{}{{{}}}", first, names.substr(comma), alone);
}

/// Declares `each` to CLI11. It is only asked to take the line apart: values are kept as text, all of them.
CLI::Option* declare(CLI::App& line, const flag& each) {
  if (each.alone) return line.add_flag(names_with_value(each.names, *each.alone));
  const std::string names{each.names};
  if (takes_none(each)) return line.add_flag(names);
  const bool many = argument(each) && each.repeatable;
  return line.add_option(names)
      ->expected(1, many ? -1 : 1)
      ->allow_extra_args(many)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

/// The arguments as CLI11 wants them: last first. It takes `--name=` for a flag whose value follows, so that is split
/// here.
std::vector<std::string> reversed(std::span<const char* const> arguments) {
  std::vector<std::string> words;
  for (const std::string_view word : arguments) {
    const bool empty_value = word.size() > 3 && word.starts_with("--") && word.find('=') == word.size() - 1;
    words.emplace_back(empty_value ? word.substr(0, word.size() - 1) : word);
    if (empty_value) words.emplace_back();
  }
  std::ranges::reverse(words);
  return words;
}

/// Adds the values that `each` was given.
void collect(const flag& each, const std::vector<std::string>& values, given_flags& into) {
  const auto name = main_name(each.names);
  for (const auto& value : values) {
    if (takes_none(each) && value != "true") into.problems.push_back(fmt::format("{} takes no value", name));
    into.values.emplace_back(name, value);
  }
}

/// What to say of a word that no flag or argument took.
std::string surplus(std::string_view word, std::span<const flag> flags) {
  if (!word.starts_with('-') || word == "-") return fmt::format("unexpected argument {}", word);
  const auto name = word.substr(0, word.find('='));
  std::vector<std::string_view> names;
  for (const auto& each : flags) names.push_back(main_name(each.names));
  const auto meant = nearest(name, names);
  return fmt::format("unknown flag {}{}", name, meant ? fmt::format("; did you mean {}?", *meant) : "");
}

}  // namespace

std::string_view main_name(std::string_view names) { return names.substr(names.rfind(',') + 1); }

bool given_flags::has(std::string_view name) const {
  return std::ranges::any_of(values, [&](const auto& given) { return given.first == name; });
}

std::vector<std::string> given_flags::all(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [given, value] : values) {
    if (given == name) found.push_back(value);
  }
  return found;
}

given_flags parse_flags(std::span<const flag> flags, std::span<const char* const> arguments) {
  CLI::App line;
  line.set_help_flag();
  line.allow_extras();
  std::vector<std::pair<const flag*, CLI::Option*>> declared;
  for (const auto& each : flags) declared.emplace_back(&each, declare(line, each));
  given_flags given;
  try {
    line.parse(reversed(arguments));
  } catch (const CLI::ArgumentMismatch&) {  // CLI11's own words differ from version to version
    given.problems.push_back(fmt::format("{} needs a value", arguments.back()));
  } catch (const CLI::ParseError& error) {
    given.problems.emplace_back(error.what());
  }
  for (const auto& [each, option] : declared) collect(*each, option->results(), given);
  for (const auto& word : line.remaining()) {
    if (word != "--") given.problems.push_back(surplus(word, flags));
  }
  return given;
}

}  // namespace synfin::config
