#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/source_value.hpp"

namespace synfin::config {

using std::chrono::milliseconds;

/// Says what is wrong with one text; nullopt if nothing is.
using text_check = std::optional<std::string> (*)(std::string_view);

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

/// One of a few whole numbers.
struct code_setting {
  std::size_t* target;
  std::vector<std::size_t> codes;
};

/// Any text but the empty one, which is written as `empty_name` if there is such a name.
struct text_setting {
  std::string* target;
  std::string_view empty_name;
  text_check problem = nullptr;  ///< may be null; not asked about `empty_name`
};

/// A list of different texts; a single one may stand without brackets.
struct list_setting {
  std::vector<std::string>* target;
  std::size_t least;   ///< how many there must be
  text_check problem;  ///< of each text
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

using setting = std::variant<duration_setting, size_setting, count_setting, code_setting, text_setting, list_setting,
                             choice_setting, switch_setting>;

/// A choice among the values of an enum, whose `names` stand in their order.
template <class Enum>
choice_setting choice_of(Enum& target, std::initializer_list<std::string_view> names) {
  return {.names = names,
          .chosen = [&target] { return static_cast<std::size_t>(target); },
          .choose = [&target](std::size_t chosen) { target = static_cast<Enum>(chosen); }};
}

/// Stores `given` in the target of `into`. When it can't, says why, and leaves the target alone. Of several words for
/// one value the last counts.
std::optional<std::string> assign(const setting& into, const source_value& given);

/// Gives the target of `into` the value of `from`, a setting of the same kind.
void copy(const setting& from, const setting& into);

/// The present value, written in TOML (and in JSON: they agree on these).
std::string toml_text(const setting& from);

}  // namespace synfin::config
