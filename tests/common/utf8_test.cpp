#include "common/utf8.hpp"

#include <string>

#include <doctest/doctest.h>

namespace synfin::utf8 {
namespace {

using namespace std::string_view_literals;

TEST_CASE("utf8: characters are taken one by one, whatever their length") {
  std::string_view text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
  for (const char32_t code : {U'a', U'é', U'€', U'😀'}) CHECK(take(text).code == code);
  CHECK(text.empty());
}

TEST_CASE("utf8: the first and the last of each length, and the neighbours of the surrogates") {
  const struct {
    std::string_view bytes;
    char32_t code;
  } all[] = {{"\0"sv, 0},
             {"\x7f", 0x7f},
             {"\xc2\x80", 0x80},
             {"\xdf\xbf", 0x7ff},
             {"\xe0\xa0\x80", 0x800},
             {"\xed\x9f\xbf", 0xd7ff},
             {"\xee\x80\x80", 0xe000},
             {"\xef\xbf\xbf", 0xffff},
             {"\xf0\x90\x80\x80", 0x10000},
             {"\xf4\x8f\xbf\xbf", 0x10ffff}};
  for (const auto& each : all) {
    std::string_view text = each.bytes;
    const character found = take(text);
    CHECK(found.code == each.code);
    CHECK(found.bytes == each.bytes);
  }
}

TEST_CASE("utf8: what is no character is one byte, and what follows is read") {
  for (const std::string_view bad :
       {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3(", "\xe2\x82("}) {
    const std::string whole = std::string(bad) + "x";
    std::string_view text = whole;
    const character found = take(text);
    CAPTURE(bad);
    CHECK(found.code == malformed);
    CHECK(found.bytes == bad.substr(0, 1));
    while (text.size() > 1) take(text);
    CHECK(text == "x");
  }
}

TEST_CASE("utf8: a terminal gives two columns to what is wide, none to what combines") {
  CHECK(columns("plain │ ▁█ é µ"sv) == 14);
  CHECK(columns("三次握手"sv) == 8);
  CHECK(columns("，。（）"sv) == 8);
  CHECK(columns("e\xcc\x81"sv) == 1);
  CHECK(columns("\xf0\x9f\x98\x80"sv) == 2);
  CHECK(columns("\xff\x80"sv) == 2);  // malformed, byte by byte
  CHECK(columns(""sv) == 0);
  for (const char32_t last : {U'\x10ff', U'\x1160', U'\xa4d0', U'\xd7a4', U'\x1f650'}) CHECK(columns(last) == 1);
  for (const char32_t first : {U'\x1100', U'\x115f', U'\xa4cf', U'\xd7a3', U'\x3fffd'}) CHECK(columns(first) == 2);
}

}  // namespace
}  // namespace synfin::utf8
