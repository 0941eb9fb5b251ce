#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/http/method.hpp"
#include "config/load/har.hpp"
#include "config/url.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;

/// Whatever an archive says, what is read of it makes requests that nobody could mistake for two, in order of time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto read = config::parse_har(text, "har", std::nullopt);
  if (!read) return 0;
  std::chrono::nanoseconds last{0};
  for (const auto& each : read->requests) {
    require(config::parse_url(each.url).has_value() && http::is_token(each.method));
    for (const auto& [name, value] : each.headers) {
      require(http::is_token(name) && value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos);
    }
    require(each.recorded && each.body && each.at >= last);
    last = each.at.value_or(last);
  }
  return 0;
}
