#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/load/access_log.hpp"
#include "config/url.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;

/// Whatever a log says, what is read of it is GET and HEAD of our server, in order of time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  static const config::url origin{"a", 81, "/", "a:81", true};
  const auto read = config::parse_access_log(text, "log", origin);
  if (!read) return 0;
  require(!read->requests.empty() && (read->unreadable == 0) == (read->first_unreadable == 0));
  std::chrono::nanoseconds last{0};
  for (const auto& each : read->requests) {
    const auto url = config::parse_url(each.url);
    require(url && url->host == "a" && url->port == 81 && url->secure);
    require(each.method == "GET" || each.method == "HEAD");
    require(each.recorded && each.at >= last);
    last = each.at.value_or(last);
  }
  require(read->requests.front().at == std::chrono::nanoseconds{0});
  return 0;
}
