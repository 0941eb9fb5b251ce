#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/load/sitemap.hpp"

using namespace synfin;

/// Any bytes are a sitemap with trimmed locations, or an error with words.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = config::parse_sitemap({reinterpret_cast<const char*>(data), size});
  if (!read && read.error().empty()) std::abort();
  if (!read) return 0;
  for (const std::string_view each : read->locations) {
    if (each.empty() || each.front() == ' ' || each.back() == '\n') std::abort();
  }
  return 0;
}
