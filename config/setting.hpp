#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/source_value.hpp"

namespace synfin::config {

using std::chrono::milliseconds;

// The kinds of setting: where the value is kept, and which values are allowed. Limits are inclusive.
// Each refers to its target, which must outlive it.

/// `"10s"`.
struct duration_setting {
  milliseconds* target;
  milliseconds least;
  milliseconds most;
};

/// `"64KiB"` or `65536`.
struct size_setting {
  std::size_t* target;
  std::size_t least;
  std::size_t most;
};

/// A whole number.
struct count_setting {
  std::size_t* target;
  std::size_t least;
  std::size_t most;
};

/// Any text but the empty one, which is written as `empty_name` if there is such a name.
struct text_setting {
  std::string* target;
  std::string_view empty_name;
};

/// A list of different texts.
struct list_setting {
  std::vector<std::string>* target;
  std::size_t least;                                        ///< how many there must be
  std::optional<std::string> (*problem)(std::string_view);  ///< what is wrong with one text
};

/// One of a few names.
struct choice_setting {
  std::vector<std::string_view> names;
  std::function<std::size_t()> chosen;
  std::function<void(std::size_t)> choose;
};

/// `true` or `false`; on the command line the flag alone means true.
struct switch_setting {
  bool* target;
};

using setting = std::variant<duration_setting, size_setting, count_setting, text_setting, list_setting, choice_setting,
                             switch_setting>;

/// Stores `given` in the target of `into`. When it can't, says why, and leaves the target alone. Of several words for
/// one value the last counts.
std::optional<std::string> assign(const setting& into, const source_value& given);

/// The present value, written in TOML.
std::string toml_text(const setting& from);

}  // namespace synfin::config
