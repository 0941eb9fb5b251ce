#include "server/site/pages/escape.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace synfin::server::site {
namespace {

using namespace std::string_view_literals;

std::string html(std::string_view text) {
  std::string page;
  put_html(page, text);
  return page;
}

std::string json(std::string_view text) {
  std::string page;
  put_json(page, text);
  return page;
}

std::string plain(std::string_view text) {
  std::string page;
  put_text(page, text);
  return page;
}

TEST_CASE("in HTML nothing of a text is markup") {
  CHECK(html("a & b") == "a &amp; b");
  CHECK(html("<b>\"'</b>") == "&lt;b&gt;&quot;&#39;&lt;/b&gt;");
  CHECK(html("&lt;") == "&amp;lt;");
  CHECK(html("").empty());
}

TEST_CASE("controls are seen and do nothing") {
  CHECK(html("a\nb") == "a\u240ab");
  CHECK(html("\0\t\x1b\x7f"sv) == "\u2400\u2409\u241b\u2421");
  CHECK(plain("a\r\n<") == "a\u240d\u240a<");
}

struct utf8_sample {
  std::string_view bytes;
  std::string_view shown;
};

const utf8_sample texts[] = {
    {"caf\xc3\xa9", "caf\u00e9"},
    {"\xe2\x82\xac", "\u20ac"},
    {"\xf0\x9f\x90\x9f", "\U0001f41f"},
    {"\xf4\x8f\xbf\xbf", "\U0010ffff"},
    {"\xed\x9f\xbf\xee\x80\x80", "\ud7ff\ue000"},
    // Not UTF-8: every byte for itself.
    {"caf\xe9", "caf\ufffd"},
    {"\xff<", "\ufffd<"},
    {"\x80", "\ufffd"},
    {"\xc3", "\ufffd"},
    {"\xc3(", "\ufffd("},
    {"\xe2\x82", "\ufffd\ufffd"},
    {"\xe2\x82<", "\ufffd\ufffd<"},
    {"\xc0\xaf", "\ufffd\ufffd"},            // overlong
    {"\xe0\x80\xaf", "\ufffd\ufffd\ufffd"},  // overlong
    {"\xf0\x80\x80\xaf", "\ufffd\ufffd\ufffd\ufffd"},
    {"\xed\xa0\x80", "\ufffd\ufffd\ufffd"},  // a surrogate
    {"\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"},
    {"\xf5\x80\x80\x80", "\ufffd\ufffd\ufffd\ufffd"},
};

TEST_CASE("what is not UTF-8 is replaced, and takes nothing after it along") {
  for (const auto& [bytes, shown] : texts) {
    CAPTURE(bytes);
    CHECK(plain(bytes) == shown);
    CHECK(json(bytes) == "\"" + std::string(shown) + "\"");
    std::string escaped(shown);
    if (escaped.ends_with('<')) escaped.replace(escaped.size() - 1, 1, "&lt;");
    CHECK(html(bytes) == escaped);
  }
}

TEST_CASE("a JSON string keeps quotes, backslashes and controls inside") {
  CHECK(json("") == R"("")");
  CHECK(json(R"(a"b\c/d)") == R"("a\"b\\c/d")");
  CHECK(json("\0\n\x1f\x7f"sv) == "\"\\u0000\\u000a\\u001f\x7f\"");
}

}  // namespace
}  // namespace synfin::server::site
