#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/printed_toml.hpp"
#include "config/server_toml.hpp"
#include "tests/config/placeless.hpp"

using synfin::config::print_server_toml;
using synfin::config::read_server_toml;
using synfin::config::server_config;
using synfin::config::test::placeless;

/// Any bytes are safe to read as a config; one without mistakes is printed as text that reads back as the same
/// settings.
// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  server_config config;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const bool good = read_server_toml(text, "fuzz.toml", config).empty();
  server_config again;
  const bool same = read_server_toml(print_server_toml(config), "printed.toml", again).empty() &&
                    placeless(again.settings) == placeless(config.settings);
  if (good && !same) std::abort();
  return 0;
}
