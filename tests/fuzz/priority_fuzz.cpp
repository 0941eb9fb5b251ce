#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/http2/priority.hpp"

using synfin::server::http2::parse_priority;

/// Whatever is read is in range, and stays the same with another's member behind it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto found = parse_priority(text);
  if (!found) return 0;
  if (found->urgency > 7) std::abort();
  const bool empty = text.find_first_not_of(' ') == std::string_view::npos;
  const auto again = parse_priority(std::string(text) + (empty ? "x=1" : ", x=1"));
  if (again != found) std::abort();
  return 0;
}
