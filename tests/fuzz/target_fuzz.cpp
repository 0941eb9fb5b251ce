#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/site/target.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::server::site;

namespace {

/// A segment that is safe to hand to the file store.
bool is_safe(std::string_view segment) {
  const bool hidden = segment.starts_with('.') && segment != ".well-known";
  return !segment.empty() && !hidden &&
         segment.find_first_of(std::string_view("\0\\\r\n\x7f", 5)) == std::string_view::npos;
}

void check_path(std::string_view relative) {
  require(!relative.starts_with('/'));
  if (relative.ends_with('/')) relative.remove_suffix(1);
  while (!relative.empty()) {
    const std::string_view segment = relative.substr(0, relative.find('/'));
    require(is_safe(segment));
    relative.remove_prefix(segment.size());
    if (relative.starts_with('/')) {
      relative.remove_prefix(1);
      require(!relative.empty());
    }
  }
}

std::string encoded(std::string_view relative) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string target = "/";
  for (const char c : relative) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '/')
      target.push_back(c);
    else
      target.append({'%', hex[byte >> 4U], hex[byte & 15U]});
  }
  return target;
}

}  // namespace

/// A target gives no path, or one whose segments all stay below the root, visible and plain; encoded anew, it leads to
/// the same path.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view target{reinterpret_cast<const char*>(data), size};
  std::string scratch;
  const auto found = parse_target(target, scratch);
  if (!found) return 0;
  check_path(found->relative());
  require(found->query.empty() || found->query.starts_with('?'));
  require(target.ends_with(found->query));

  const std::string once_more = encoded(found->relative());
  std::string other_scratch;
  const auto again = parse_target(once_more, other_scratch);
  require(again && again->relative() == found->relative());
  return 0;
}
