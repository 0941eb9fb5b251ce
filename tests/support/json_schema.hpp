#pragma once

#include <algorithm>
#include <map>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace synfin::test {

/// Checks JSON against a schema of draft 2020-12, as far as ours go: a keyword that it does not know is an error of the
/// test's own.
class json_schema {
 public:
  explicit json_schema(nlohmann::json schema) : root_(std::move(schema)) {}

  /// What is wrong, each with its path; none if `value` is as the schema wants it.
  std::vector<std::string> problems(const nlohmann::json& value) const {
    std::vector<std::string> found;
    check(value, root_, "", found);
    return found;
  }

 private:
  using json = nlohmann::json;

  void check(const json& value, const json& schema, const std::string& path, std::vector<std::string>& found) const {
    for (const auto& [keyword, wanted] : schema.items()) {
      if (keyword == "$ref") {
        check(value, root_.at(json::json_pointer(wanted.get<std::string>().substr(1))), path, found);
      } else if (keyword == "items") {
        for (std::size_t i = 0; value.is_array() && i < value.size(); ++i)
          check(value[i], wanted, fmt::format("{}/{}", path, i), found);
      } else if (keyword == "additionalProperties") {
        if (value.is_object()) check_members(value, schema, path, found);
      } else if (const std::string problem = broken(value, keyword, wanted); !problem.empty()) {
        found.push_back(fmt::format("{} {}", path, problem));
      }
    }
  }

  /// How a value breaks a rule that is for it alone, not for what it holds; empty if it does not.
  std::string broken(const json& value, const std::string& keyword, const json& wanted) const {
    constexpr std::string_view no_rules = " $schema $id $defs title description properties patternProperties ";
    if (no_rules.contains(fmt::format(" {} ", keyword))) return "";
    if (keyword == "type") return of_any_type(value, wanted) ? "" : "is no " + wanted.dump();
    if (keyword == "const") return value == wanted ? "" : "is not " + wanted.dump();
    if (keyword == "enum") return std::ranges::find(wanted, value) != wanted.end() ? "" : "is none of " + wanted.dump();
    if (keyword == "minimum") return !value.is_number() || value >= wanted ? "" : "is less than " + wanted.dump();
    if (keyword == "pattern")
      return !value.is_string() || matches(value, wanted) ? "" : "does not match " + wanted.dump();
    if (keyword == "required") return lacking(value, wanted);
    if (keyword != "anyOf")
      throw std::logic_error("the schema uses a keyword that this checker does not know: " + keyword);
    return std::ranges::any_of(wanted, [&](const json& each) { return fits(value, each); }) ? "" : "fits none";
  }

  static std::string lacking(const json& value, const json& keys) {
    for (const auto& key : keys) {
      if (value.is_object() && !value.contains(key)) return "lacks " + key.dump();
    }
    return "";
  }

  /// All members of an object whose schema says that there are no others.
  void check_members(const json& value, const json& schema, const std::string& path,
                     std::vector<std::string>& found) const {
    if (schema.at("additionalProperties") != false) throw std::logic_error("additionalProperties is always false here");
    const json patterns = schema.value("patternProperties", json::object());
    for (const auto& [key, member] : value.items()) {
      const json* rule = nullptr;
      if (schema.contains("properties") && schema["properties"].contains(key)) rule = &schema["properties"][key];
      for (const auto& [pattern, each] : patterns.items()) {
        if (matches(key, pattern)) rule = &each;
      }
      if (rule == nullptr) {
        found.push_back(fmt::format("{} has the unknown key {}", path, key));
      } else {
        check(member, *rule, fmt::format("{}/{}", path, key), found);
      }
    }
  }

  bool fits(const json& value, const json& schema) const {
    std::vector<std::string> found;
    check(value, schema, "", found);
    return found.empty();
  }

  static bool matches(const std::string& text, const std::string& pattern) {
    static std::map<std::string, std::regex> made;
    const auto found = made.try_emplace(pattern, pattern).first;
    // std::regex recurses once a character: a long payload is told by its beginning.
    return std::regex_search(text.substr(0, 100), found->second);
  }

  static bool of_any_type(const json& value, const json& types) {
    if (types.is_string()) return of_type(value, types);
    return std::ranges::any_of(types, [&](const json& each) { return of_type(value, each); });
  }

  static bool of_type(const json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    return type == "null" && value.is_null();
  }

  json root_;
};

}  // namespace synfin::test
