#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace synfin::config {

/// A value as its source gave it, before a setting has judged it.
struct source_value {
  enum class form : std::uint8_t {
    word,     ///< from the command line, where everything is text; one text for each time the flag was given
    text,     ///< a TOML string
    integer,  ///< a TOML integer, as decimal text
    boolean,  ///< a TOML boolean: `true` or `false`
    list,     ///< a TOML array of strings and integers
    table,    ///< a TOML table without keys
    other     ///< something no setting takes
  };

  form is = form::other;
  std::vector<std::string> texts;  ///< never empty for `word`, `text`, `integer` and `boolean`
};

}  // namespace synfin::config
