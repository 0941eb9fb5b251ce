#include "common/http1/response_parser.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::http1 {
namespace {

struct response {
  unsigned status;
  std::uint64_t body;
  bool keep_alive;
  bool operator==(const response&) const = default;
};

struct reading {
  std::vector<response> responses;
  error problem = error::none;
  bool operator==(const reading&) const = default;
};

void feed(response_parser& parser, std::string_view bytes, reading& seen) {
  while (!bytes.empty() && seen.problem == error::none) {
    const auto [consumed, complete, problem] = parser.receive(bytes);
    seen.problem = problem;
    if (complete) seen.responses.push_back({parser.status(), parser.body_bytes(), parser.keep_alive()});
    bytes.remove_prefix(consumed);
  }
}

/// Reads `parts` in turn and then the end of the stream.
reading read(const std::vector<std::string_view>& parts,
             response_parser::answers_to method = response_parser::answers_to::other_requests) {
  response_parser parser(method);
  reading seen;
  for (const auto part : parts) feed(parser, part, seen);
  if (seen.problem != error::none) return seen;
  const auto end = parser.finish();
  seen.problem = end.problem;
  if (end.complete) seen.responses.push_back({parser.status(), parser.body_bytes(), parser.keep_alive()});
  return seen;
}

struct stream {
  std::string_view name;
  std::string_view bytes;
  reading expected;
};

const std::vector<stream>& streams() {
  static const std::vector<stream> all{
      {"a body with its length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", {{{200, 5, true}}, error::none}},
      {"an empty body", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", {{{404, 0, true}}, error::none}},
      {"no reason phrase", "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx", {{{200, 1, true}}, error::none}},
      {"chunks with extensions and trailers",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n",
       {{{200, 8, true}}, error::none}},
      {"two answers end to end",
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 206 Partial\r\nContent-Length: 3\r\n\r\ncde",
       {{{200, 2, true}, {206, 3, true}}, error::none}},
      {"the server closes after this one",
       "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab",
       {{{200, 2, false}}, error::none}},
      {"a body up to the end of the stream",
       "HTTP/1.1 200 OK\r\n\r\nall that comes",
       {{{200, 14, false}}, error::none}},
      {"an old server", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", {{{200, 1, false}}, error::none}},
      {"an old server that keeps the connection",
       "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
       {{{200, 1, true}}, error::none}},
      {"interim responses",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
       "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
       {{{200, 1, true}}, error::none}},
      {"no content", "HTTP/1.1 204 No Content\r\n\r\n", {{{204, 0, true}}, error::none}},
      {"not modified has a length but no body",
       "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n",
       {{{304, 0, true}}, error::none}},
  };
  return all;
}

TEST_CASE("response parser: the reading does not depend on where the bytes are cut") {
  for (const auto& [name, bytes, expected] : streams()) {
    CAPTURE(name);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      CAPTURE(cut);
      CHECK(read({bytes.substr(0, cut), bytes.substr(cut)}) == expected);
    }
    std::vector<std::string_view> single;
    single.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); ++at) single.push_back(bytes.substr(at, 1));
    CHECK(read(single) == expected);
  }
}

TEST_CASE("response parser: an answer to HEAD has no body, whatever its head says") {
  for (const std::string_view fields : {"Content-Length: 500\r\n", "Transfer-Encoding: chunked\r\n", ""}) {
    CAPTURE(fields);
    const std::string one = "HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n";
    const auto seen = read({one, one}, response_parser::answers_to::head_requests);
    CHECK(seen == reading{{{200, 0, true}, {200, 0, true}}, error::none});
  }
}

TEST_CASE("response parser: an end before the message's end is closed early") {
  const std::string_view whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    CAPTURE(cut);
    CHECK(read({whole.substr(0, cut)}) == reading{{}, error::closed_early});
  }
  CHECK(read({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"}) == reading{{}, error::closed_early});
  CHECK(read({""}) == reading{{}, error::none});
}

TEST_CASE("response parser: what is no response is a protocol error") {
  for (const std::string_view bytes : {
           "SSH-2.0-OpenSSH_9.2\r\n",
           "\x15\x03\x01\x00\x02\x02",
           "HTTP/1.1 2x0 OK\r\n\r\n",
           "HTTP/1.1 020 OK\r\n\r\n",
           "HTTP/3.7 200 OK\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n",
           "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
           "HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n",
           "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
       }) {
    CAPTURE(bytes);
    CHECK(read({bytes}) == reading{{}, error::protocol});
  }
}

TEST_CASE("response parser: bytes behind an answer that closes are a protocol error") {
  const auto seen =
      read({"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", "HTTP/1.1 200 OK\r\n\r\n"});
  CHECK(seen == reading{{{200, 1, false}}, error::protocol});
}

/// Writes down what it is told, bodies joined.
class notes final : public http::response_watcher {
 public:
  void begin() noexcept override { text += "("; }
  void field(std::string_view name, std::string_view value) noexcept override {
    text.append(name).append("=").append(value).append(",");
  }
  void head_complete(unsigned status) noexcept override { text.append(std::to_string(status)).append(")"); }
  void body(std::string_view bytes) noexcept override { text += bytes; }

  std::string text;
};

TEST_CASE("response parser: a watcher is told of fields and bodies, wherever the bytes are cut, but not of trailers") {
  const std::string_view bytes =
      "HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n"
      "HTTP/1.1 200 OK\r\nEmpty:\r\nX-Long-Name:  a b \t\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;a=b\r\nhello\r\n3\r\nabc\r\n0\r\nTrailer: y\r\n\r\n"
      "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    CAPTURE(cut);
    notes told;
    response_parser parser(response_parser::answers_to::other_requests, &told);
    reading seen;
    feed(parser, bytes.substr(0, cut), seen);
    feed(parser, bytes.substr(cut), seen);
    CHECK(seen == reading{{{200, 8, true}, {404, 2, true}}, error::none});
    CHECK(told.text ==
          "(Link=</a>,103)(Empty=,X-Long-Name=a b,Transfer-Encoding=chunked,200)helloabc(Content-Length=2,404)no");
  }
}

TEST_CASE("response parser: a watched value is told up to its limit, and changes nothing else") {
  notes told;
  response_parser parser(response_parser::answers_to::other_requests, &told);
  reading seen;
  feed(parser,
       "HTTP/1.1 200 OK\r\nX: " + std::string(response_parser::longest_value + 1000, 'x') +
           "\r\nContent-Length: 1\r\n\r\ny",
       seen);
  CHECK(seen == reading{{{200, 1, true}}, error::none});
  CHECK(told.text == "(X=" + std::string(response_parser::longest_value, 'x') + ",Content-Length=1,200)y");
}

TEST_CASE("response parser: what follows is read as an answer to what it is told") {
  response_parser parser(response_parser::answers_to::other_requests);
  reading seen;
  parser.expect(response_parser::answers_to::head_requests);
  feed(parser, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", seen);
  parser.expect(response_parser::answers_to::other_requests);
  feed(parser, "HTTP/1.1 201 OK\r\nContent-Length: 1\r\n\r\nx", seen);
  CHECK(seen == reading{{{200, 0, true}, {201, 1, true}}, error::none});
}

TEST_CASE("response parser: it tells whether a response has begun") {
  response_parser parser(response_parser::answers_to::other_requests);
  CHECK_FALSE(parser.started());
  parser.receive("H");
  CHECK(parser.started());
  parser.receive("TTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
  CHECK_FALSE(parser.started());
}

}  // namespace
}  // namespace synfin::http1
