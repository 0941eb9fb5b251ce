#include "server/http1/head_check.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string_view>
#include <vector>

#include "server/http1/connection_field.hpp"

namespace synfin::server::http1 {
namespace {

using http::field;
using http::status;

struct sample {
  std::string_view method;
  std::string_view target;
  std::uint8_t minor;
  std::vector<field> fields;
  std::optional<status> expected;
};

http::request_head request_of(const sample& from) {
  http::request_head request;
  request.method = http::method_of(from.method);
  request.method_text = from.method;
  request.target = from.target;
  request.version_minor = from.minor;
  request.fields = from.fields;
  return request;
}

const sample samples[] = {
    {"GET", "/", 1, {{"Host", "x"}}, {}},
    {"GET", "/", 1, {{"host", "x:80"}}, {}},
    {"GET", "/", 0, {}, {}},
    {"GET", "/", 0, {{"Host", "x"}}, {}},
    {"GET", "http://y:80/", 1, {{"Host", "x"}}, {}},
    {"GET", "http://y/", 0, {}, {}},
    {"POST", "/", 1, {{"Host", "x"}}, {}},
    {"OPTIONS", "*", 1, {{"Host", "x"}}, {}},
    {"CONNECT", "x:443", 1, {{"Host", "x"}}, {}},
    {"GET", "/", 1, {}, status::bad_request},
    {"POST", "/", 1, {}, status::bad_request},
    {"GET", "/", 1, {{"Host", ""}}, status::bad_request},
    {"GET", "/", 1, {{"Host", "x y"}}, status::bad_request},
    {"GET", "/", 1, {{"Host", "x/y"}}, status::bad_request},
    {"GET", "/", 1, {{"Host", "user@x"}}, status::bad_request},
    {"GET", "/", 1, {{"Host", "x"}, {"Host", "x"}}, status::bad_request},
    {"GET", "/", 0, {{"Host", "x"}, {"HOST", "y"}}, status::bad_request},
    {"POST", "/", 1, {{"Host", "x"}, {"Host", "y"}}, status::bad_request},
    {"OPTIONS", "*", 1, {{"Host", "x y"}}, status::bad_request},
    {"GET", "*", 1, {{"Host", "x"}}, status::bad_request},
    {"GET", "http:///", 1, {{"Host", "x"}}, status::bad_request},
    {"GET", "http://user@y/", 1, {{"Host", "x"}}, status::bad_request},
    {"GET", "http://user@y/", 0, {}, status::bad_request},
    {"HEAD", "http://a b/", 1, {{"Host", "x"}}, status::bad_request},
    {"POST", "/", 0, {{"Transfer-Encoding", "chunked"}}, status::bad_request},
    {"POST", "/", 1, {{"Host", "x"}, {"Transfer-Encoding", "chunked"}}, {}},
    {"POST", "/", 1, {{"Host", "x"}, {"Expect", "100-Continue"}}, {}},
    {"POST", "/", 1, {{"Host", "x"}, {"Expect", "a miracle"}}, status::expectation_failed},
    {"GET", "/", 1, {{"Host", "x"}, {"Expect", ""}}, status::expectation_failed},
};

TEST_CASE("a head is refused for what the parser leaves to us") {
  for (const sample& each : samples) {
    CAPTURE(each.method);
    CAPTURE(each.target);
    if (!each.fields.empty()) CAPTURE(each.fields.back().value);
    CHECK(refusal(request_of(each)) == each.expected);
  }
}

TEST_CASE("only HTTP/1.1 waits for 100 Continue") {
  CHECK(expects_continue(request_of({"POST", "/", 1, {{"Expect", "100-continue"}}, {}})));
  CHECK_FALSE(expects_continue(request_of({"POST", "/", 0, {{"Expect", "100-continue"}}, {}})));
  CHECK_FALSE(expects_continue(request_of({"POST", "/", 1, {}, {}})));
}

struct connection_sample {
  std::uint8_t minor;
  std::vector<field> fields;
  bool keeps;
};

const connection_sample connections[] = {
    {1, {}, true},
    {1, {{"Connection", "keep-alive"}}, true},
    {1, {{"Connection", "Close"}}, false},
    {1, {{"Connection", "keep-alive, close"}}, false},
    {1, {{"Connection", "close, keep-alive"}}, false},
    {1, {{"Connection", "upgrade"}, {"connection", " , CLOSE"}}, false},
    {1, {{"Connection", "closed"}}, true},
    {1, {{"Connection", "\"close\""}}, true},
    {1, {{"Connection", ""}}, true},
    {1, {{"Proxy-Connection", "close"}}, true},
    {0, {}, false},
    {0, {{"Connection", "Keep-Alive"}}, true},
    {0, {{"Connection", "te, keep-alive"}}, true},
    {0, {{"Connection", "keep-alive, close"}}, false},
    {0, {{"Connection", "keep"}}, false},
};

TEST_CASE("a connection stays by version and by the tokens of Connection") {
  for (const auto& [minor, fields, keeps] : connections) {
    if (!fields.empty()) CAPTURE(fields.back().value);
    CHECK(wants_keep_alive(request_of({"GET", "/", minor, fields, {}})) == keeps);
  }
}

}  // namespace
}  // namespace synfin::server::http1
