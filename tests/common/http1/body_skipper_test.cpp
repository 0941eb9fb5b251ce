#include "common/http1/body_skipper.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace synfin::http1 {
namespace {

using namespace std::string_view_literals;

constexpr head_scanner::limits bounds{100, 200, 3};

enum class end : std::uint8_t { done, more, malformed };

struct reading {
  end how = end::more;
  std::size_t consumed = 0;  // up to the end of the body
  bool operator==(const reading&) const = default;
};

reading skip(body_skipper& body, std::string_view bytes) {
  const auto [consumed, complete, malformed] = body.skip(bytes);
  return {complete ? end::done : malformed ? end::malformed : end::more, consumed};
}

/// Skips a chunked body that comes in two parts.
reading skip_chunks(std::string_view bytes, std::size_t cut) {
  head_scanner lines(bounds);
  body_skipper body(lines);
  body.expect_chunks();
  const reading first = skip(body, bytes.substr(0, cut));
  if (first.how != end::more) return first;
  const reading second = skip(body, bytes.substr(cut));
  return {second.how, first.consumed + second.consumed};
}

constexpr std::string_view good[] = {
    "0\r\n\r\n",
    "00000000000000000000000\r\n\r\n",
    "5\r\nhello\r\n0\r\n\r\n",
    "005\r\nhello\r\n0\r\n\r\n",
    "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
    "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n",
    "5;a\r\nhello\r\n0;b\r\n\r\n",
    "5;a=b;c=\"d;\\\"e\"\r\nhello\r\n0\r\n\r\n",
    "5; a = b\t\xc3\r\nhello\r\n0\r\n\r\n",
    "2\r\n\r\n\r\n0\r\n\r\n",
    "5\r\n0\r\n\r\n\r\n0\r\n\r\n",
    "0\r\nA: b\r\n\r\n",
    "0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "0\r\nA: b\r\nC: d\r\nE:\r\n\r\n",
};

TEST_CASE("a chunked body is read to its last byte and no further, wherever it is cut") {
  for (const std::string_view body : good) {
    const std::string bytes = std::string(body) + "GET";
    CAPTURE(bytes);
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
      CAPTURE(cut);
      CHECK(skip_chunks(bytes, cut) == reading{end::done, body.size()});
    }
  }
}

TEST_CASE("a chunked body that breaks off waits for more, and has not failed") {
  for (const std::string_view body : good) {
    for (std::size_t size = 0; size < body.size(); ++size) {
      CHECK(skip_chunks(body.substr(0, size), size / 2) == reading{end::more, size});
    }
  }
}

constexpr std::string_view bad[] = {
    "\r\n",
    " 5\r\nhello\r\n0\r\n\r\n",
    "5 \r\nhello\r\n0\r\n\r\n",
    "5 ;a\r\nhello\r\n0\r\n\r\n",
    "5\t\r\nhello\r\n0\r\n\r\n",
    "+5\r\nhello\r\n0\r\n\r\n",
    "-5\r\nhello\r\n0\r\n\r\n",
    "0x5\r\nhello\r\n0\r\n\r\n",
    "g\r\nhello\r\n0\r\n\r\n",
    ";a\r\nhello\r\n0\r\n\r\n",
    "5_\r\nhello\r\n0\r\n\r\n",
    "5\nhello\r\n0\r\n\r\n",
    "5\rhello\r\n0\r\n\r\n",
    "5\r\rhello\r\n0\r\n\r\n",
    "5;a\nhello\r\n0\r\n\r\n",
    "5;a\r\r\nhello\r\n0\r\n\r\n",
    "5;a\0b\r\nhello\r\n0\r\n\r\n"sv,
    "5;a\x7f\r\nhello\r\n0\r\n\r\n",
    "5\r\nhello0\r\n\r\n",
    "5\r\nhello\n0\r\n\r\n",
    "5\r\nhello\r0\r\n\r\n",
    "5\r\nhellox\r\n0\r\n\r\n",
    "4\r\nhello\r\n0\r\n\r\n",
    "0\r\n\n",
    "0\r\n\rX",
    "0\n\r\n",
    "0\r\nA: b\n\r\n",
    "0\r\nA: b\r\n\n",
    "0\r\nA: b\rC: d\r\n\r\n",
    "0\r\nA: b\r\r\n\r\n",
    "0\r\nA: b\r\n c\r\n\r\n",
    "0\r\n folded\r\n\r\n",
    "0\r\nA: b\0\r\n\r\n"sv,
    "10000000000000000\r\n",
    "fffffffffffffffff\r\n",
    "0\r\nA: b\r\nC: d\r\nE: f\r\nG: h\r\n\r\n",
};

TEST_CASE("a chunked body that others could read differently is malformed, wherever it is cut") {
  for (const std::string_view body : bad) {
    CAPTURE(body);
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
      CAPTURE(cut);
      CHECK(skip_chunks(body, cut).how == end::malformed);
    }
  }
}

TEST_CASE("the largest chunk size that 64 bits hold is a size") {
  CHECK(skip_chunks("ffffffffffffffff\r\n", 3) == reading{end::more, 18});
}

TEST_CASE("trailers may fill their limit and no more") {
  const auto trailers_of = [](std::size_t bytes) { return "0\r\nA: " + std::string(bytes - 7, 'x') + "\r\n\r\n"; };
  CHECK(skip_chunks(trailers_of(bounds.bytes), 9).how == end::done);
  CHECK(skip_chunks(trailers_of(bounds.bytes + 1), 9).how == end::malformed);
}

TEST_CASE("a declared length is counted down") {
  head_scanner lines(bounds);
  body_skipper body(lines);
  CHECK(body.done());
  CHECK(body.length() == 0);
  body.expect_length(5);
  CHECK_FALSE(body.done());
  CHECK(body.length() == 5);
  CHECK(skip(body, "he") == reading{end::more, 2});
  CHECK(body.length() == 3);
  CHECK(skip(body, "lloGET") == reading{end::done, 3});
  CHECK(body.done());
  CHECK(skip(body, "GET") == reading{end::done, 0});
  body.expect_length(0);
  CHECK(body.done());
  body.expect_chunks();
  CHECK_FALSE(body.done());
  CHECK_FALSE(body.length());
}

}  // namespace
}  // namespace synfin::http1
