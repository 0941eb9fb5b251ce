#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/site/codings/compress.hpp"
#include "server/site/codings/inflate.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::server::site;

namespace {

constexpr std::size_t most = 256 * 1024;

/// What comes out is never longer than allowed, and exactly that much is allowed.
void read_as(coding which, std::string_view bytes) {
  const auto content = inflate(which, bytes, most);
  if (!content) return require(content.error() != inflate_problem::no_memory);
  require(content->size() <= most);
  require(inflate(which, bytes, content->size()) == content);
  if (content->empty()) return;
  const auto short_by_one = inflate(which, bytes, content->size() - 1);
  require(!short_by_one && short_by_one.error() == inflate_problem::too_long);
}

/// What was compressed comes out as it was, and not when its end is missing.
void round_trip(coding which, std::string_view content) {
  const auto made = compress(which, content);
  require(made.has_value());
  require(inflate(which, *made, content.size()) == content);
  if (which == coding::identity) return;
  const auto cut = inflate(which, std::string_view(*made).substr(0, made->size() - 1), content.size());
  require(!cut && cut.error() == inflate_problem::truncated);
}

}  // namespace

/// The first byte chooses the coding, and whether the rest is compressed or to be compressed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const coding which = all_codings[data[0] % coding_count];
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  constexpr std::uint8_t there_and_back = 0x80;
  if ((data[0] & there_and_back) == 0) {
    read_as(which, bytes);
  } else {
    round_trip(which, bytes.substr(0, 4096));
  }
  return 0;
}
