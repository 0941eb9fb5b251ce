#include "client/trace/drawing/line_breaks.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "common/utf8.hpp"

namespace synfin::trace {
namespace {

using lines = std::vector<std::string>;

TEST_CASE("line breaks: words stay whole, and spaces at the ends go") {
  CHECK(lines_of("one two three", 7) == lines{"one two", "three"});
  CHECK(lines_of("  one   two ", 7) == lines{"one two"});
  CHECK(lines_of("one two", 6) == lines{"one", "two"});
  CHECK(lines_of("", 7).empty());
  CHECK(lines_of("   ", 7).empty());
}

TEST_CASE("line breaks: what is too wide is cut, whatever it is") {
  CHECK(lines_of("a abcdefgh b", 4) == lines{"a", "abcd", "efgh", "b"});
  CHECK(lines_of("\xff\xff\xff", 2) == lines{"\xff\xff", "\xff"});
  CHECK(lines_of("。。。", 2) == lines{"。", "。", "。"});
  CHECK(lines_of("abc", 0) == lines{"ab", "c"});
}

TEST_CASE("line breaks: Chinese breaks between any characters but beside marks") {
  CHECK(lines_of("三次握手", 5) == lines{"三次", "握手"});
  CHECK(lines_of("三次，握手", 4) == lines{"三", "次，", "握手"});
  CHECK(lines_of("甲（乙）丙", 6) == lines{"甲", "（乙）", "丙"});
  CHECK(lines_of("发送 SYN，等待", 8) == lines{"发送", "SYN，等", "待"});
  CHECK(lines_of("甲 SYN 乙", 20) == lines{"甲 SYN 乙"});
}

TEST_CASE("line breaks: no line is wider than it may be, and nothing but spaces is lost") {
  const std::string text =
      "{0}请求建立连接（SYN_SENT）。It numbers its bytes, “从一个” random number (RFC 9293 §3.4.1).";
  const auto bare = [](std::string all) {
    std::erase(all, ' ');
    return all;
  };
  for (std::size_t width = 2; width < 60; ++width) {
    CAPTURE(width);
    std::string joined;
    for (const auto& each : lines_of(text, width)) {
      CHECK(utf8::columns(each) <= width);
      joined += each;
    }
    CHECK(bare(joined) == bare(text));
  }
}

}  // namespace
}  // namespace synfin::trace
