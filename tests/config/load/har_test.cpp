#include "config/load/har.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using synfin::config::parse_har;
using pairs = std::vector<std::pair<std::string, std::string>>;

namespace {

constexpr std::string_view archive = R"({"log":{"version":"1.2","entries":[
  {"startedDateTime":"2026-01-31T12:00:01.250+01:00","time":5,"request":{"method":"POST","url":"https://b/form?x",
   "headers":[{"name":":method","value":"POST"},{"name":"Host","value":"b"},{"name":"Cookie","value":"a=b"},
              {"name":"content-length","value":"3"},{"name":"Connection","value":"keep-alive"},
              {"name":"X-Bad","value":"a\r\nb"},{"name":"accept","value":"*/*"},{"name":5}],
   "postData":{"mimeType":"text/plain","text":"a=1"}},"response":{}},
  {"startedDateTime":"2026-01-31T11:00:01.000Z","request":{"method":"GET","url":"http://a/start","headers":[]}},
  {"startedDateTime":"2026-01-31T11:00:02.000Z","request":{"method":"GET","url":"data:text/plain,x"}},
  {"startedDateTime":"2026-01-31T11:00:02.000Z","request":{"method":"GET","url":"wss://a/"}},
  {"startedDateTime":"yesterday","request":{"method":"GET","url":"http://a/"}},
  {"request":7}, 5
]}})";

}  // namespace

TEST_CASE("har: method, URL, fields and body, in order of time; what speaks of the connection is dropped") {
  const auto made = parse_har(archive, "f.har", std::nullopt);
  REQUIRE(made.has_value());
  REQUIRE(made->requests.size() == 2);
  const auto& first = made->requests[0];
  CHECK(first.url == "http://a/start");
  CHECK(first.at == 0ns);
  CHECK(first.headers.empty());
  CHECK(first.body == "");
  const auto& second = made->requests[1];
  CHECK(second.method == "POST");
  CHECK(second.url == "https://b/form?x");
  CHECK(second.at == 250ms);
  CHECK(second.headers == pairs{{"Cookie", "a=b"}, {"accept", "*/*"}});
  CHECK(second.body == "a=1");
  CHECK(second.recorded);
  CHECK(made->left_out == 2);
  CHECK(made->unreadable == 3);
  CHECK(made->first_unreadable == 5);
}

TEST_CASE("har: all is asked of one server where that is given") {
  const auto made = parse_har(archive, "f.har", synfin::config::parse_url("http://c:8080/").value());
  REQUIRE(made.has_value());
  CHECK(made->requests[0].url == "http://c:8080/start");
  CHECK(made->requests[1].url == "http://c:8080/form?x");
}

TEST_CASE("har: what is no archive, or holds nothing to ask for, is an error") {
  for (const std::string_view text :
       {"", "x", "[]", "{}", R"({"log":5})", R"({"log":{"entries":{}}})", "{\"log\":{\"entries\":[}"}) {
    CAPTURE(text);
    CHECK(parse_har(text, "f.har", std::nullopt).error() == "f.har: not an HTTP archive (JSON with log.entries)");
  }
  CHECK(parse_har(R"({"log":{"entries":[{}]}})", "f.har", std::nullopt).error() ==
        "f.har: holds no request that can be asked again");
}
