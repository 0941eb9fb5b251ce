#pragma once

#include <cstddef>
#include <string>

#include "server/counters.hpp"
#include "server/session_services.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/recording_listener.hpp"
#include "tests/support/temp_site.hpp"
#include "tests/support/test_library.hpp"

namespace synfin::fuzz {

/// A site and all that sessions are lent, to be made once a target. `large` bytes are in the file that is not kept in
/// memory.
struct room {
  explicit room(std::size_t large) {
    folder.write("index.html", "home");
    folder.write("a.txt", "0123456789");
    folder.write("large.bin", std::string(large, 'l'));
    folder.write("docs/index.html", "docs");
    services.date = http::format_date(wall_seconds{std::chrono::seconds{1'800'000'000}});
  }

  test::temp_site folder;
  test::test_library held{folder.root(), {.memory_file = 1000}};
  test::recording_listener listener;
  server::counters count;
  server::session_services services{.sites = held.sites,
                                    .listener = listener,
                                    .count = count,
                                    .limits = {.target = 64, .head = 512, .fields = 8, .body = 256, .streams = 10},
                                    .now = {},
                                    .date = {},
                                    .buffers = {},
                                    .fields = {},
                                    .https_port = 0,
                                    .parked = 0,
                                    .draining = false};
};

}  // namespace synfin::fuzz
