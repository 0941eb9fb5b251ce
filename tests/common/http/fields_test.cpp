#include "common/http/fields.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace synfin::http {
namespace {

using members = std::vector<std::string_view>;

members members_of(std::string_view list) {
  members all;
  while (const auto member = next_member(list)) all.push_back(*member);
  return all;
}

struct list {
  std::string_view text;
  members expected;
};

const list lists[] = {
    {"", {}},
    {" \t ", {}},
    {",", {}},
    {" , ,,\t,", {}},
    {"a", {"a"}},
    {"a,b", {"a", "b"}},
    {"  a\t, b ,c", {"a", "b", "c"}},
    {",a,,b,", {"a", "b"}},
    {"a b, c", {"a b", "c"}},
    {R"("a,b",c)", {R"("a,b")", "c"}},
    {R"(W/"a,b" , "c")", {R"(W/"a,b")", R"("c")"}},
    {R"("a\",b",c)", {R"("a\",b")", "c"}},
    {R"("a\\",b)", {R"("a\\")", "b"}},
    {R"("never closed, b)", {R"("never closed, b)"}},
    {R"("ends in \)", {R"("ends in \)"}},
    {R"(a"b,c"d,e)", {R"(a"b,c"d)", "e"}},
};

TEST_CASE("a list falls into its members, empty ones left out and quoted commas kept") {
  for (const auto& [text, expected] : lists) {
    CAPTURE(text);
    CHECK(members_of(text) == expected);
  }
}

TEST_CASE("names and tokens differ by more than ASCII case") {
  CHECK(equal_ignoring_case("Keep-Alive", "kEEP-aLIVE"));
  CHECK(equal_ignoring_case("", ""));
  CHECK_FALSE(equal_ignoring_case("close", "closed"));
  CHECK_FALSE(equal_ignoring_case("clos", "close"));
  CHECK_FALSE(equal_ignoring_case("@", "`"));
  CHECK_FALSE(equal_ignoring_case("\xc4", "\xe4"));
}

const std::vector<field> head{
    {"Host", "x"}, {"Connection", "keep-alive , Upgrade"}, {"connection", R"("a, close")"}, {"Empty", ""}};

TEST_CASE("a field is found by its name, the first one first") {
  CHECK(find(head, "host") == "x");
  CHECK(find(head, "CONNECTION") == "keep-alive , Upgrade");
  CHECK(find(head, "Empty") == "");
  CHECK_FALSE(find(head, "Hos"));
  CHECK_FALSE(find({}, "Host"));
  CHECK(count(head, "connection") == 2);
  CHECK(count(head, "none") == 0);
}

TEST_CASE("a token is listed in any of the fields, but not within another token or quotes") {
  CHECK(lists_token(head, "Connection", "upgrade"));
  CHECK(lists_token(head, "Connection", "Keep-Alive"));
  CHECK_FALSE(lists_token(head, "Connection", "keep"));
  CHECK_FALSE(lists_token(head, "Connection", "close"));
  CHECK_FALSE(lists_token(head, "Host", "keep-alive"));
  CHECK_FALSE(lists_token(head, "Empty", ""));
}

TEST_CASE("trimming takes spaces and tabs off both ends and nothing else") {
  CHECK(trim(" \ta b\t ") == "a b");
  CHECK(trim("a") == "a");
  CHECK(trim("") == "");
  CHECK(trim(" \t") == "");
  CHECK(trim("\r\na\v") == "\r\na\v");
}

}  // namespace
}  // namespace synfin::http
