#include "client/live/admin_answer.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "common/http1/request_parser.hpp"

namespace synfin::load {
namespace {

std::string answered(const std::string& request) {
  http1::request_parser parser{http1::head_limits{}};
  std::vector<http::field> fields;
  const auto got = parser.take_head(request, fields);
  if (got.problem) return admin_refusal(*got.problem);
  REQUIRE(got.complete);
  return admin_answer(parser.head(), {.metrics = "a 1\n", .status = "{}\n"});
}

TEST_CASE("admin: what is asked for, how, and what is answered") {
  struct row {
    std::string_view line;
    std::string_view start;
    std::string_view holds;
    std::string_view body;
  };
  const std::vector<row> rows{
      {"GET /metrics", "HTTP/1.1 200 OK\r\n", "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n", "a 1\n"},
      {"GET /metrics?x=1", "HTTP/1.1 200 OK\r\n", "Content-Length: 4\r\n", "a 1\n"},
      {"HEAD /metrics", "HTTP/1.1 200 OK\r\n", "Content-Length: 4\r\n", ""},
      {"GET /status.json", "HTTP/1.1 200 OK\r\n", "Content-Type: application/json\r\n", "{}\n"},
      {"GET /healthz", "HTTP/1.1 200 OK\r\n", "Cache-Control: no-store\r\n", "ok\n"},
      {"GET /", "HTTP/1.1 404 Not Found\r\n", "Connection: close\r\n", "Not Found\n"},
      {"HEAD /metrics/", "HTTP/1.1 404 Not Found\r\n", "Content-Length: 10\r\n", ""},
      {"GET //metrics", "HTTP/1.1 404 Not Found\r\n", "", "Not Found\n"},
      {"POST /metrics", "HTTP/1.1 405 ", "Allow: GET, HEAD\r\n", "Method Not Allowed\n"},
      {"DELETE /healthz", "HTTP/1.1 405 ", "Allow: GET, HEAD\r\n", "Method Not Allowed\n"},
      {"BREW /healthz", "HTTP/1.1 501 ", "Connection: close\r\n", "Not Implemented\n"},
      {"OPTIONS *", "HTTP/1.1 404 ", "", "Not Found\n"},
  };
  for (const row& each : rows) {
    CAPTURE(each.line);
    const std::string answer = answered(std::string(each.line) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    CAPTURE(answer);
    CHECK(answer.starts_with(each.start));
    CHECK(answer.contains(each.holds));
    CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == each.body);
  }
}

TEST_CASE("admin: one host, or the older version without") {
  CHECK(answered("GET /healthz HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(answered("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(answered("GET /healthz HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 200 "));
  CHECK(answered("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

}  // namespace
}  // namespace synfin::load
