#include "client/trace/svg/lettering.hpp"

#include <string>

#include <doctest/doctest.h>

namespace synfin::trace::svg {
namespace {

TEST_CASE("lettering: wide letters take two places") {
  CHECK(text_width("ab", 10) == doctest::Approx(12.2));
  CHECK(text_width("語", 10) == doctest::Approx(12.2));
  CHECK(text_width("│…", 10) == doctest::Approx(12.2));
  CHECK(text_width("", 10) == 0);
}

TEST_CASE("lettering: what does not fit ends with an ellipsis") {
  CHECK(fitted("abcdef", 10, 37) == "abcdef");
  CHECK(fitted("abcdef", 10, 36) == "abcd…");
  CHECK(fitted("語語語", 10, 30) == "語…");
  CHECK(fitted("a\x1b[0m", 10, 100) == "a\xef\xbf\xbd[0m");
  for (double room = 7; room < 80; room += 5) CHECK(text_width(fitted("some words 語語 more", 10, room), 10) <= room);
}

}  // namespace
}  // namespace synfin::trace::svg
