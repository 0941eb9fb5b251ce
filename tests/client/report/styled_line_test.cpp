#include "client/report/styled_line.hpp"

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

TEST_CASE("styled line: styles add no width, and none is left on") {
  const auto line = styled_line{}.add("a ").add("µs", style::bold).add("", style::bad).add("!", style::sent);
  CHECK(line.width() == 5);
  CHECK(line.text(false) == "a µs!");
  CHECK(line.text(true) == "a \x1b[1mµs\x1b[0m\x1b[36m!\x1b[0m");
}

TEST_CASE("styled line: it is cut at columns, and no wide character in its middle") {
  auto line = styled_line{}.add("a漢字").add("bc");
  CHECK(line.width() == 7);
  line.clip(6);
  CHECK(line.text(false) == "a漢字b");
  line.clip(4);
  CHECK(line.text(false) == "a漢");
}

}  // namespace
}  // namespace synfin::load
