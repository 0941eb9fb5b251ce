#include "config/nearest.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using synfin::config::nearest;

namespace {

constexpr std::array<std::string_view, 5> candidates{"server.listen", "server.workers", "limits.head", "--listen",
                                                     "load"};

}  // namespace

TEST_CASE("nearest: a slip of the fingers finds what was meant") {
  CHECK(nearest("server.listne", candidates) == "server.listen");
  CHECK(nearest("server.lisen", candidates) == "server.listen");
  CHECK(nearest("server.worker", candidates) == "server.workers");
  CHECK(nearest("server_workers", candidates) == "server.workers");
  CHECK(nearest("limts.head", candidates) == "limits.head");
  CHECK(nearest("--lsten", candidates) == "--listen");
  CHECK(nearest("laod", candidates) == "load");
}

TEST_CASE("nearest: a word that is like none finds none") {
  for (const std::string_view word : {"", "x", "lo", "server", "spa", "--spa", "server.certificate", "dolan"}) {
    CAPTURE(word);
    CHECK_FALSE(nearest(word, candidates));
  }
  CHECK_FALSE(nearest("load", {}));
}

TEST_CASE("nearest: a word of a megabyte costs nothing") {
  CHECK_FALSE(nearest(std::string(1 << 20, 'x'), candidates));
}
