#include "client/report/foreign_text.hpp"

#include <doctest/doctest.h>

#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

constexpr const char* unknown = "\xef\xbf\xbd";

TEST_CASE("foreign text: what is UTF-8 and can be shown stays as it is") {
  for (const char* good : {"", "plain", "µ…漢\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    CAPTURE(good);
    CHECK(shown(good) == good);
  }
}

TEST_CASE("foreign text: controls, turned writing and broken UTF-8 are replaced") {
  for (const char* bad :
       {"\n", "\x1b", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x80\xa8", "\xe2\x81\xa6", "\xff", "\x80"}) {
    CAPTURE(bad);
    CHECK(shown(bad) == unknown);
  }
  CHECK(shown(std::string_view("a\0b", 3)) == std::string("a") + unknown + "b");
  for (const char* cut :
       {"\xc3", "\xe2\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88"}) {
    CAPTURE(cut);
    CHECK(shown(cut).find_first_not_of("\xef\xbf\xbd") == std::string::npos);
    CHECK(shown(std::string(cut) + "ab").ends_with("ab"));
  }
}

TEST_CASE("foreign text: cut by columns, never inside a character") {
  CHECK(clipped("abc", 3) == "abc");
  CHECK(clipped("abcd", 3) == "ab…");
  CHECK(clipped("漢漢漢漢", 8) == "漢漢漢漢");
  CHECK(clipped("漢漢漢漢", 7) == "漢漢漢…");
  CHECK(clipped("漢漢漢漢", 4) == "漢…");
  CHECK(clipped("\x1b\x1b\x1b", 2) == std::string(unknown) + "…");
  CHECK(clipped("abc", 1) == "…");
}

TEST_CASE("foreign text: HTML takes it for text, wherever it stands") {
  CHECK(to_html("<a href=\"x\" b='y'>&amp;") == "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
  CHECK(to_html("<\xff\n>") == std::string("&lt;") + unknown + unknown + "&gt;");
  CHECK(columns(to_html("µs")) == 2);
}

}  // namespace
}  // namespace synfin::load
