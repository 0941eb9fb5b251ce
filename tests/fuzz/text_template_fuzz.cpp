#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "client/load/asking/text_template.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::load;

namespace {

std::string filled(const text_template& by) {
  drawn_values values(7, 1, 42);
  std::string out;
  by.append_to(out, values);
  return out;
}

}  // namespace

/// A text without holes stays as it is; one with some comes out the same from the same values, and no longer than its
/// holes can make it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto made = text_template::parse(text);
  const std::string out = filled(made);
  require(out == filled(text_template::parse(text)));
  if (!made.varies()) require(out == text);
  require(out.size() <= text.size() * 8);
  if (!text.contains('{')) require(!made.varies());
  return 0;
}
