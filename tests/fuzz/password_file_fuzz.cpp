#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/auth/password_file.hpp"
#include "server/auth/password_hash.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::server::auth;

/// An error names a line that is there; a file that is taken holds sound hashes alone, no more of them than lines, and
/// a decoy if it holds any.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  const auto file = password_file::parse(text, "f");
  if (!file) {
    require(file.error().starts_with("f:"));
    const std::size_t line = std::strtoull(file.error().c_str() + 2, nullptr, 10);
    require(line >= 1 && line <= lines);
    return 0;
  }
  require(file->size() <= lines);
  require(file->decoy().empty() == (file->size() == 0));
  if (file->size() == 0) return 0;
  require(sound_hash(file->decoy()).has_value());
  require(file->decoy().starts_with(method_of(file->decoy())));
  return 0;
}
