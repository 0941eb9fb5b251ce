#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "server/site/range.hpp"

using namespace synfin::server::site;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// A satisfiable range is not empty, lies within the representation, and asked for again in plain words is the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint64_t length = 0;
  if (size < sizeof length) return 0;
  std::memcpy(&length, data, sizeof length);
  const std::string_view value{reinterpret_cast<const char*>(data) + sizeof length, size - sizeof length};

  using kind = range_request::kind;
  const range_request found = parse_range(value, length);
  if (found.what == kind::unsatisfiable) require(value.contains('-') && !value.contains(','));
  if (found.what != kind::satisfiable) return 0;
  const auto [first, count] = found.bytes;
  require(count > 0 && first < length && count <= length - first);

  const std::string plain = "bytes=" + std::to_string(first) + "-" + std::to_string(first + (count - 1));
  const range_request again = parse_range(plain, length);
  require(again.what == kind::satisfiable && again.bytes.first == first && again.bytes.length == count);
  return 0;
}
