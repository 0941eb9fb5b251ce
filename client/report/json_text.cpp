#include "client/report/json_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;

std::string on_one_line(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

bool of_numbers(const json& object) {
  return std::ranges::all_of(object, [](const json& each) { return each.is_number(); });
}

void append_indented(std::string& out, const json& value, std::size_t depth) {
  if (!value.is_structured() || value.empty() || (value.is_object() && depth > 0 && of_numbers(value))) {
    out += on_one_line(value);
    return;
  }
  const std::string indent(2 * depth, ' ');
  out += value.is_object() ? '{' : '[';
  bool first = true;
  for (auto each = value.begin(); each != value.end(); ++each) {
    out += first ? "\n" : ",\n";
    out += indent;
    out += "  ";
    first = false;
    if (value.is_object()) {
      out += on_one_line(each.key());
      out += ": ";
      append_indented(out, *each, depth + 1);
    } else {
      out += on_one_line(*each);
    }
  }
  out += "\n" + indent;
  out += value.is_object() ? '}' : ']';
}

}  // namespace

std::string json_text(const json& value) {
  std::string out;
  append_indented(out, value, 0);
  out += '\n';
  return out;
}

double to_thousandths(double value) noexcept { return std::round(value * 1000) / 1000; }

}  // namespace synfin::load
