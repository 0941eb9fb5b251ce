#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "server/site/multipart.hpp"
#include "server/site/range.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::server::site;

namespace {

using kind = range_request::kind;

/// No two overlap or lie so close that they should be one.
void require_apart(const byte_ranges& ranges) {
  for (const byte_range& one : ranges) {
    for (const byte_range& other : ranges) {
      if (one.first >= other.first) continue;
      require(other.first - one.first >= one.length && other.first - one.first - one.length >= least_gap);
    }
  }
}

std::string in_plain_words(const byte_ranges& ranges) {
  std::string plain = "bytes=";
  for (const auto& [first, length] : ranges) {
    if (plain.back() != '=') plain += ",";
    plain += std::to_string(first) + "-" + std::to_string(first + (length - 1));
  }
  return plain;
}

}  // namespace

/// Satisfiable ranges are few, not empty, within the representation, apart from each other and together no longer than
/// it; asked for again in plain words they are the same, and a frame around them adds up.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint64_t length = 0;
  if (size < sizeof length) return 0;
  std::memcpy(&length, data, sizeof length);
  const std::string_view value{reinterpret_cast<const char*>(data) + sizeof length, size - sizeof length};

  const range_request found = parse_ranges(value, length);
  require(found.ranges.empty() == (found.what != kind::satisfiable));
  if (found.what == kind::unsatisfiable) require(value.contains('-'));
  if (found.what != kind::satisfiable) return 0;

  require(found.ranges.size() <= most_parts);
  std::uint64_t left = length;
  for (const auto& [first, count] : found.ranges) {
    require(count > 0 && first < length && count <= length - first && count <= left);
    left -= count;
  }
  require_apart(found.ranges);

  const range_request again = parse_ranges(in_plain_words(found.ranges), length);
  require(again.what == kind::satisfiable && again.ranges.size() == found.ranges.size());
  for (std::size_t each = 0; each < found.ranges.size(); ++each) {
    require(again.ranges.data()[each] == found.ranges.data()[each]);
  }

  const multipart_frame frame = frame_parts("a/b", length, found.ranges, boundary_of(value));
  std::uint64_t sum = frame.end.size() + (length - left);
  for (const std::string& head : frame.heads) sum += head.size();
  require(sum == frame.length && frame.heads.size() == found.ranges.size());
  return 0;
}
