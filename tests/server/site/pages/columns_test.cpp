#include "server/site/pages/columns.hpp"

#include <doctest/doctest.h>

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;

TEST_CASE("sizes are rounded to what people read") {
  CHECK(size_text(0) == "0 B");
  CHECK(size_text(1023) == "1023 B");
  CHECK(size_text(1024) == "1.0 KiB");
  CHECK(size_text(1536) == "1.5 KiB");
  CHECK(size_text(10'137) == "9.9 KiB");
  CHECK(size_text(10'200) == "10 KiB");
  CHECK(size_text(1'047'000) == "1022 KiB");
  CHECK(size_text(1'048'575) == "1.0 MiB");
  CHECK(size_text(5'368'709'120) == "5.0 GiB");
  CHECK(size_text(~std::uint64_t{0}) == "16 EiB");
}

TEST_CASE("times are written as RFC 3339 has them, and those beyond its years as the nearest") {
  CHECK(time_text(wall_seconds{0s}) == "1970-01-01T00:00:00Z");
  CHECK(time_text(wall_seconds{784'111'777s}) == "1994-11-06T08:49:37Z");
  CHECK(time_text(wall_seconds{-1s}) == "1969-12-31T23:59:59Z");
  CHECK(time_text(wall_seconds::min()) == "0000-01-01T00:00:00Z");
  CHECK(time_text(wall_seconds::max()) == "9999-12-31T23:59:59Z");
}

}  // namespace
}  // namespace synfin::server::site
