#pragma once

#include <compare>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "config/source_value.hpp"

namespace synfin::config {

/// A place in a text, both counted from 1.
struct text_place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  auto operator<=>(const text_place&) const = default;
};

/// A key with its value.
struct toml_entry {
  std::string path;  ///< with its tables, dotted: `server.listen`; a part that is no bare key stands in quotes
  source_value value;
  std::string shown;  ///< the value in TOML, on one line, long ones cut
  text_place key_at;
  text_place value_at;
};

struct toml_error {
  text_place at;
  std::string what;
};

/// A TOML text, or an element of an array of tables. Paths in it start from here. Both lists are in the order of the
/// text.
struct toml_table {
  std::string path;                 ///< of the array in the table around it: `redirect`; empty for the text itself
  text_place at;                    ///< its header
  std::vector<toml_entry> entries;  ///< all keys that are no tables, and all empty tables
  std::vector<toml_table> tables;   ///< the elements of its arrays of tables
};

/// Takes a TOML 1.0 text apart. The error is the first breach of syntax. Safe on any bytes.
std::expected<toml_table, toml_error> read_toml(std::string_view text);

}  // namespace synfin::config
