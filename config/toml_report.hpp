#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/toml_document.hpp"

namespace synfin::config {

/// What may stand in a table of a config file.
struct known_names {
  std::vector<std::string> keys;    ///< with their tables: `limits.head`, `host.redirect.from`
  std::vector<std::string> arrays;  ///< what stands in double brackets: `redirect`, `host.redirect`
};

/// What is wrong with a config file, and how its places are spoken of.
class toml_report {
 public:
  /// `name` is the file's, for the messages; its text must outlive this.
  explicit toml_report(std::string_view name) : name_(name) {}

  void add(text_place at, std::string what);

  /// Says that the key `entry`, known as `path`, is not among the `known`, and which was probably meant.
  void add_unknown(const toml_entry& entry, std::string_view path, const known_names& known);

  /// The same of a table in double brackets.
  void add_unknown(const toml_table& table, std::string_view path, const known_names& known);

  std::size_t count() const { return problems_.size(); }

  /// `synfin.toml:14`
  std::string line(text_place at) const;

  /// `synfin.toml:14:1`
  std::string place(text_place at) const;

  /// A line for each problem, in the order of the text: `synfin.toml:14:1: error: …`.
  std::vector<std::string> lines() const;

 private:
  std::string_view name_;
  std::multimap<text_place, std::string> problems_;  ///< those of one place in the order they were found
};

}  // namespace synfin::config
