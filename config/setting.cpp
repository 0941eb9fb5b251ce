#include "config/setting.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <expected>
#include <initializer_list>
#include <type_traits>

#include "config/byte_size.hpp"
#include "config/duration.hpp"
#include "config/nearest.hpp"
#include "config/number.hpp"
#include "config/quoted.hpp"

namespace synfin::config {
namespace {

using form = source_value::form;
using problem = std::optional<std::string>;

bool one_of(form given, std::initializer_list<form> allowed) {
  return std::ranges::find(allowed, given) != allowed.end();
}

problem out_of_range(std::string_view least, std::string_view most) {
  return fmt::format("out of range ({} to {})", least, most);
}

problem store(const duration_setting& into, const source_value& given) {
  if (!one_of(given.is, {form::word, form::text, form::integer})) return "not a duration (like 500ms, 30s, 5m)";
  const auto value = parse_duration(given.texts.back());
  if (!value) return value.error();
  if (*value < into.least || *value > into.most) {
    return out_of_range(format_duration(into.least), format_duration(into.most));
  }
  *into.target = *value;
  return std::nullopt;
}

problem store(const size_setting& into, const source_value& given) {
  if (!one_of(given.is, {form::word, form::text, form::integer})) return "not a size (like 512, 64KiB, 1MiB)";
  const auto value = parse_byte_size(given.texts.back());
  if (!value) return value.error();
  if (*value < into.least || *value > into.most) {
    return out_of_range(format_byte_size(into.least), format_byte_size(into.most));
  }
  *into.target = static_cast<std::size_t>(*value);
  return std::nullopt;
}

problem store(const count_setting& into, const source_value& given) {
  if (!one_of(given.is, {form::word, form::integer})) return "not a whole number";
  const auto value = parse_number(given.texts.back());
  if (!value) return "not a whole number";
  if (*value < into.least || *value > into.most) {
    return out_of_range(std::to_string(into.least), std::to_string(into.most));
  }
  *into.target = static_cast<std::size_t>(*value);
  return std::nullopt;
}

problem store(const code_setting& into, const source_value& given) {
  const auto expected = [&] { return fmt::format("not one of {}", fmt::join(into.codes, ", ")); };
  if (!one_of(given.is, {form::word, form::integer})) return expected();
  const auto value = parse_number(given.texts.back());
  if (!value || std::ranges::find(into.codes, *value) == into.codes.end()) return expected();
  *into.target = static_cast<std::size_t>(*value);
  return std::nullopt;
}

problem store(const text_setting& into, const source_value& given) {
  if (!one_of(given.is, {form::word, form::text})) return "not a text in quotes";
  const auto& text = given.texts.back();
  if (text.empty()) return into.empty_name.empty() ? "empty" : fmt::format("empty; did you mean {}?", into.empty_name);
  if (text.contains('\0')) return "holds a NUL byte, which no path can";
  if (into.problem != nullptr && text != into.empty_name) {
    if (auto wrong = into.problem(text)) return wrong;
  }
  *into.target = text == into.empty_name ? std::string{} : text;
  return std::nullopt;
}

problem store(const list_setting& into, const source_value& given) {
  if (one_of(given.is, {form::table, form::boolean, form::other})) return "not a list of texts (like [\"a\", \"b\"])";
  if (given.texts.size() < into.least) return fmt::format("needs at least {}", into.least);
  for (auto text = given.texts.begin(); text != given.texts.end(); ++text) {
    if (auto wrong = into.problem(*text)) return fmt::format("{}: {}", in_quotes(*text), *wrong);
    if (std::find(given.texts.begin(), text, *text) != text) return fmt::format("{} is there twice", in_quotes(*text));
  }
  *into.target = given.texts;
  return std::nullopt;
}

problem store(const choice_setting& into, const source_value& given) {
  auto expected = fmt::format("not one of {}", fmt::join(into.names, ", "));
  if (!one_of(given.is, {form::word, form::text})) return expected;
  const auto found = std::ranges::find(into.names, given.texts.back());
  if (found == into.names.end()) {
    const auto meant = nearest(given.texts.back(), into.names);
    return meant ? fmt::format("{}; did you mean {}?", expected, *meant) : expected;
  }
  into.choose(static_cast<std::size_t>(found - into.names.begin()));
  return std::nullopt;
}

problem store(const switch_setting& into, const source_value& given) {
  if (!one_of(given.is, {form::word, form::boolean})) return "not true or false";
  if (given.texts.back() != "true" && given.texts.back() != "false") return "not true or false";
  *into.target = given.texts.back() == "true";
  return std::nullopt;
}

std::string written(const duration_setting& from) { return in_quotes(format_duration(*from.target)); }
std::string written(const size_setting& from) { return in_quotes(format_byte_size(*from.target)); }
std::string written(const count_setting& from) { return std::to_string(*from.target); }
std::string written(const code_setting& from) { return std::to_string(*from.target); }
std::string written(const text_setting& from) {
  return in_quotes(from.target->empty() ? from.empty_name : std::string_view{*from.target});
}
std::string written(const list_setting& from) {
  std::vector<std::string> texts;
  for (const auto& text : *from.target) texts.push_back(in_quotes(text));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}
std::string written(const choice_setting& from) { return in_quotes(from.names.at(from.chosen())); }
std::string written(const switch_setting& from) { return *from.target ? "true" : "false"; }

template <class Kind>
void copy_value(const Kind& from, const Kind& into) {
  *into.target = *from.target;
}
void copy_value(const choice_setting& from, const choice_setting& into) { into.choose(from.chosen()); }

}  // namespace

std::optional<std::string> assign(const setting& into, const source_value& given) {
  return std::visit([&](const auto& kind) { return store(kind, given); }, into);
}

void copy(const setting& from, const setting& into) {
  std::visit([&](const auto& kind) { copy_value(kind, std::get<std::decay_t<decltype(kind)>>(into)); }, from);
}

std::string toml_text(const setting& from) {
  return std::visit([](const auto& kind) { return written(kind); }, from);
}

}  // namespace synfin::config
