#include "client/live/drawn_frame.hpp"

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

TEST_CASE("drawn frame: each goes over the one before, and what is left of that is erased") {
  drawn_frame frame;
  CHECK(frame.draw({"abc", "de"}, 80) == "\x1b[?25l\rabc\x1b[K\r\nde\x1b[K\x1b[J\x1b[?25h");
  CHECK(frame.draw({"x"}, 80) == "\x1b[?25l\r\x1b[1Ax\x1b[K\x1b[J\x1b[?25h");
  CHECK(frame.draw({"x", "y", "z"}, 80).starts_with("\x1b[?25l\rx"));
  CHECK(frame.wipe(80) == "\r\x1b[2A\x1b[J");
  CHECK(frame.wipe(80).empty());
}

TEST_CASE("drawn frame: lines that a narrower terminal wrapped are counted as it shows them") {
  drawn_frame frame;
  frame.draw({std::string(60, 'a'), "\x1b[31m▁▁▁▁▁\x1b[0m", "", "b"}, 80);
  CHECK(frame.wipe(30) == "\r\x1b[4A\x1b[J");
  frame.draw({std::string(60, 'a')}, 80);
  CHECK(frame.wipe(0) == "\r\x1b[59A\x1b[J");
}

TEST_CASE("drawn frame: what was forgotten stays") {
  drawn_frame frame;
  frame.draw({"a", "b"}, 80);
  frame.forget();
  CHECK(frame.wipe(80).empty());
  CHECK(frame.draw({"c"}, 80) == "\x1b[?25l\rc\x1b[K\x1b[J\x1b[?25h");
}

}  // namespace
}  // namespace synfin::load
