#include "client/load/checking/answer_check.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tests/client/load/checking/expectations.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::load {
namespace {

using config::expectation_settings;
using synfin::test::temp_site;
using test::expecting;

struct answer {
  unsigned status = 200;
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  std::string_view body;
  bool to_head = false;
};

/// What is wrong with an answer, whose body comes in two pieces cut there; empty if nothing is.
std::string fault_of(answer_check& check, const answer& came, std::size_t cut, std::uint32_t number) {
  check.expect(number, came.to_head);
  check.begin();
  for (const auto& [name, value] : came.fields) check.field(name, value);
  check.head_complete(came.status);
  if (cut != 0) check.body(came.body.substr(0, cut));
  if (cut != came.body.size()) check.body(came.body.substr(cut));
  return check.holds() ? "" : check.fault();
}

/// The same, wherever it is cut, and with one check after another.
std::string fault_of(const expected_answer& what, const answer& came, std::uint32_t number = 0) {
  answer_check check(what);
  const std::string found = fault_of(check, came, 0, number);
  for (std::size_t cut = 0; cut <= came.body.size(); ++cut) CHECK(fault_of(check, came, cut, number) == found);
  return found;
}

TEST_CASE("answer check: a status that is not expected is told beside those that are") {
  expectation_settings what;
  what.statuses = {"2xx", "304"};
  const auto expected = expecting(what, {"/a?b"});
  CHECK(fault_of(expected, {204, {}, ""}).empty());
  CHECK(fault_of(expected, {404, {}, "gone"}) == "GET /a?b: status 404, expected 2xx or 304");
}

TEST_CASE("answer check: fields are compared whole, names in any case; one without a value must be there") {
  expectation_settings what;
  what.headers = {{"X-A", "one two"}, {"ETag", ""}};
  const auto expected = expecting(what);
  CHECK(fault_of(expected, {200, {{"etag", ""}, {"x-a", "other"}, {"x-A", "one two"}}, ""}).empty());
  CHECK(fault_of(expected, {200, {{"X-A", "one two"}}, ""}) == "GET /: no field ETag");
  CHECK(fault_of(expected, {200, {{"ETag", "x"}}, ""}) == "GET /: no field X-A, expected \"one two\"");
  CHECK(fault_of(expected, {200, {{"ETag", "x"}, {"X-A", "One two\x1b"}}, ""}) ==
        "GET /: field X-A is \"One two\\u001B\", expected \"one two\"");
}

TEST_CASE("answer check: the length is that of the body, and of HEAD and 304 what they declare, if they do") {
  expectation_settings what;
  what.length = 5;
  const auto expected = expecting(what);
  CHECK(fault_of(expected, {200, {}, "hello"}).empty());
  CHECK(fault_of(expected, {200, {{"Content-Length", "5"}}, "hell"}) == "GET /: a body of 4 bytes, expected 5");
  CHECK(fault_of(expected, {200, {{"content-length", "5"}}, "", true}).empty());
  CHECK(fault_of(expected, {200, {{"content-length", "6"}}, "", true}) == "GET /: a body of 6 bytes, expected 5");
  CHECK(fault_of(expected, {200, {}, "", true}).empty());
  CHECK(fault_of(expected, {304, {}, ""}).empty());
  CHECK(fault_of(expected, {204, {}, ""}) == "GET /: a body of 0 bytes, expected 5");
}

TEST_CASE("answer check: the SHA-256 of a body is that of all its bytes; HEAD and 304 have none") {
  expectation_settings what;
  what.sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  const auto expected = expecting(what);
  CHECK(fault_of(expected, {200, {}, "hello"}).empty());
  CHECK(fault_of(expected, {200, {}, "Hello"}) ==
        "GET /: a body of SHA-256 185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969, expected " +
            what.sha256);
  CHECK(fault_of(expected, {200, {}, "", true}).empty());
  CHECK(fault_of(expected, {304, {}, ""}).empty());
}

TEST_CASE("answer check: with a root a body is compared with its file, byte by byte") {
  const temp_site site;
  site.write("a", "hello world");
  site.write("empty", "");
  expectation_settings what;
  what.root = site.root();
  const auto expected = expecting(what, {"/a", "/empty", "/none"});
  const std::string file = site.root() + "/a";
  CHECK(fault_of(expected, {200, {}, "hello world"}).empty());
  CHECK(fault_of(expected, {200, {}, "hello World"}) == "GET /a: the body differs from " + file + " at offset 6");
  CHECK(fault_of(expected, {200, {}, "Hello World"}) == "GET /a: the body differs from " + file + " at offset 0");
  CHECK(fault_of(expected, {200, {}, "hello"}) == "GET /a: a body of 5 bytes, expected the 11 of " + file);
  CHECK(fault_of(expected, {200, {}, ""}) == "GET /a: a body of 0 bytes, expected the 11 of " + file);
  CHECK(fault_of(expected, {200, {}, "hello world!!"}) == "GET /a: a body of 13 bytes, expected the 11 of " + file);
  CHECK(fault_of(expected, {404, {}, "hello world"}) == "GET /a: status 404, expected " + file);
  CHECK(fault_of(expected, {200, {{"Content-Encoding", "gzip"}}, "hello world"}) ==
        "GET /a: the body is coded (\"gzip\"), and cannot be compared with " + file + ": ask without Accept-Encoding");
  CHECK(fault_of(expected, {200, {{"Content-Encoding", "identity"}}, "hello world"}).empty());
  CHECK(fault_of(expected, {200, {}, ""}, 1).empty());
  CHECK(fault_of(expected, {200, {}, "x"}, 1) ==
        "GET /empty: a body of 1 bytes, expected the 0 of " + site.root() + "/empty");
  CHECK(fault_of(expected, {404, {}, "no"}, 2).empty());
  CHECK(fault_of(expected, {200, {}, "no"}, 2) == "GET /none: status 200, but " + site.root() + " has no such file");
}

TEST_CASE("answer check: with a root, HEAD and 304 are checked by their length, where they declare one") {
  const temp_site site;
  site.write("a", "hello");
  expectation_settings what;
  what.root = site.root();
  const auto expected = expecting(what, {"/a"});
  CHECK(fault_of(expected, {200, {{"content-length", "5"}}, "", true}).empty());
  CHECK(fault_of(expected, {200, {}, "", true}).empty());
  CHECK_FALSE(fault_of(expected, {200, {{"content-length", "4"}}, "", true}).empty());
  CHECK(fault_of(expected, {304, {}, ""}).empty());
  CHECK_FALSE(fault_of(expected, {304, {{"content-length", "4"}}, ""}).empty());
}

TEST_CASE("answer check: what an interim answer says does not count") {
  expectation_settings what;
  what.headers = {{"Link", ""}};
  const auto expected = expecting(what);
  answer_check check(expected);
  check.expect(0, false);
  check.begin();
  check.field("Link", "</a>");
  check.head_complete(103);
  check.begin();
  check.head_complete(200);
  CHECK_FALSE(check.holds());
}

}  // namespace
}  // namespace synfin::load
