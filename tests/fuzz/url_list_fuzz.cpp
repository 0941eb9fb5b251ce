#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/load/url_list.hpp"
#include "config/url.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;

namespace {

std::expected<std::string, std::string> body_of(const std::string& path) { return "bytes of " + path; }

}  // namespace

/// What is read of a list can be asked for, and is read again from its own words.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto list = config::parse_url_list(text, "list", body_of);
  if (!list) {
    require(list.error().starts_with("list:"));
    return 0;
  }
  for (const auto& each : *list) {
    require(config::parse_url(each.url).has_value() && each.weight >= 1 && !each.recorded && !each.at);
    const std::string line = std::to_string(each.weight) + " " + (each.method.empty() ? "" : each.method + " ") +
                             each.url +
                             (each.body ? " @" + each.body->substr(std::string_view("bytes of ").size()) : "");
    const auto again = config::parse_url_list(line, "again", body_of);
    require(again && again->size() == 1 && again->front() == each);
  }
  return 0;
}
