#include "client/load/asking/text_template.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

std::string filled(std::string_view text, std::uint64_t counter = 42) {
  drawn_values values(counter, 1, 7);
  std::string out;
  text_template::parse(text).append_to(out, values);
  return out;
}

TEST_CASE("text template: counters are filled, with zeros where a width is given") {
  CHECK(filled("{counter}") == "42");
  CHECK(filled("/a/{counter}/b/{counter:6}.html") == "/a/42/b/000042.html");
  CHECK(filled("{counter:1}") == "42");
  CHECK(filled("{counter:20}", ~std::uint64_t{0}) == "18446744073709551615");
}

TEST_CASE("text template: two braces are one, where there is anything to fill") {
  CHECK(filled("{{{counter}}") == "{42}");
  CHECK(filled("{{counter} {counter}") == "{counter} 42");
  CHECK(filled("{{x}} {counter}") == "{x}} 42");
  CHECK(filled("{{counter}") == "{counter}");
  CHECK(filled("{{x}}") == "{{x}}");
}

TEST_CASE("text template: what is no template stays as it stands") {
  for (const std::string_view text : {"",
                                      "{",
                                      "}",
                                      "{{",
                                      "{}",
                                      "{\"a\":{\"b\":[]}}",
                                      "{Counter}",
                                      "{ counter }",
                                      "{counter",
                                      "{counter:}",
                                      "{counter:0}",
                                      "{counter:21}",
                                      "{counter:x}",
                                      "{counter:-1}",
                                      "{random:}",
                                      "{random:5}",
                                      "{random:9-1}",
                                      "{random:1-}",
                                      "{random:-1}",
                                      "{random:1-2-3}",
                                      "{random:1-99999999999999999999}",
                                      "{uuid:4}",
                                      "{nothing}"}) {
    CAPTURE(text);
    CHECK_FALSE(text_template::parse(text).varies());
    CHECK(filled(text) == text);
  }
}

TEST_CASE("text template: random is 64 bits in hex, another each time") {
  std::set<std::string> seen;
  drawn_values values(1, 1, 0);
  const auto text = text_template::parse("{random}{random}");
  for (int i = 0; i < 100; ++i) {
    std::string out;
    text.append_to(out, values);
    REQUIRE(out.size() == 32);
    CHECK(out.find_first_not_of("0123456789abcdef") == std::string::npos);
    seen.insert(out.substr(0, 16));
    seen.insert(out.substr(16));
  }
  CHECK(seen.size() == 200);
}

TEST_CASE("text template: cursors side by side draw different values") {
  std::set<std::uint64_t> seen;
  for (std::uint64_t first = 1; first <= 50; ++first) {
    drawn_values values(first, 50, 7);
    for (int i = 0; i < 50; ++i) seen.insert(values.bits());
  }
  CHECK(seen.size() == 2500);
}

TEST_CASE("text template: a random number keeps to its range, ends included, each as likely") {
  drawn_values values(1, 1, 0);
  std::array<int, 3> seen{};
  for (int i = 0; i < 3000; ++i) {
    std::string out;
    text_template::parse("{random:7-9}").append_to(out, values);
    REQUIRE(out.size() == 1);
    REQUIRE((out[0] >= '7' && out[0] <= '9'));
    ++seen.at(static_cast<std::size_t>(out[0] - '7'));
  }
  for (const int count : seen) CHECK((count > 900 && count < 1100));
  CHECK(filled("{random:5-5}") == "5");
  CHECK_FALSE(filled("{random:0-18446744073709551615}").empty());
}

TEST_CASE("text template: a UUID is of version 4 and of the usual variant") {
  for (std::uint64_t i = 0; i < 50; ++i) {
    const std::string id = filled("{uuid}", i);
    REQUIRE(id.size() == 36);
    CHECK((id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-'));
    CHECK(id[14] == '4');
    CHECK(std::string_view("89ab").contains(id[19]));
  }
}

}  // namespace
}  // namespace synfin::load
