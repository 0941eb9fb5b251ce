#include "config/help_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace synfin::config {
namespace {

constexpr std::size_t help_column = 34;
constexpr std::size_t help_width = 80 - help_column;

/// `  -l, --listen [ADDR:]PORT`; names without a short one stand below the long ones.
std::string usage(const flag& of) {
  std::string names{of.names};
  if (const auto comma = names.find(','); comma != std::string::npos) {
    names.insert(comma + 1, " ");
  } else if (names.starts_with("--")) {
    names.insert(0, "    ");
  }
  if (of.value.empty()) return fmt::format("  {}", names);
  if (!of.alone) return fmt::format("  {} {}", names, of.value);
  return fmt::format("  {}[={}]", names, of.value);
}

std::string line(const flag& of) {
  const auto left = usage(of);
  const auto help = wrapped(of.help, help_width, help_column);
  if (left.size() + 2 <= help_column) return fmt::format("{:<{}}{}\n", left, help_column, help);
  return fmt::format("{}\n{:{}}{}\n", left, "", help_column, help);
}

std::string group(std::span<const flag> flags, std::string_view heading) {
  auto text = fmt::format("\n{}:\n", heading);
  for (const auto& each : flags) {
    if (each.names.starts_with('-') && each.group == heading) text += line(each);
  }
  return text;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  while (text.size() > width) {
    auto space = text.rfind(' ', width);
    if (space == std::string_view::npos) space = text.find(' ');
    if (space == std::string_view::npos) break;
    out.append(text.substr(0, space)).append(1, '\n').append(indent, ' ');
    text.remove_prefix(space + 1);
  }
  return out.append(text);
}

std::string with_default(std::string_view help, const setting& value) {
  // That a switch is off goes without saying.
  if (const auto* const on = std::get_if<switch_setting>(&value); on != nullptr && !*on->target) {
    return std::string{help};
  }
  auto text = toml_text(value);
  std::erase_if(text, [](char c) { return c == '"' || c == '[' || c == ']'; });
  return text.empty() ? std::string{help} : fmt::format("{} [{}]", help, text);
}

std::string help_text(std::span<const flag> flags) {
  std::string text;
  std::vector<std::string_view> done;
  for (const auto& each : flags) {
    if (!each.names.starts_with('-')) text += line(each);
  }
  for (const auto& each : flags) {
    if (!each.names.starts_with('-') || std::ranges::find(done, each.group) != done.end()) continue;
    text += group(flags, each.group);
    done.push_back(each.group);
  }
  return text;
}

}  // namespace synfin::config
