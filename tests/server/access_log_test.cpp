#include "server/access_log.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace synfin::server {
namespace {

using namespace std::string_view_literals;
using config::access_log_format;

const wall::time_point noon{std::chrono::milliseconds{971'211'336'789}};

exchange example() {
  return {.peer = "192.0.2.1",
          .subject = {},
          .method = "GET",
          .target = "/a?b",
          .version = "HTTP/1.1",
          .host = "example.org",
          .referer = "http://example.org/",
          .user_agent = "Mozilla/4.08",
          .status = http::status::ok,
          .body_bytes = 2326,
          .cut_short = false};
}

std::string line(const exchange& done, access_log_format format = access_log_format::combined) {
  std::string out;
  append_log_line(out, format, done, noon);
  return out;
}

TEST_CASE("the subject of a client's certificate is the user's name, in one word") {
  exchange done = example();
  done.subject = "CN=Alice \"A\" Doe,O=Example";
  CHECK(line(done).starts_with("192.0.2.1 - CN=Alice\\x20\\x22A\\x22\\x20Doe,O=Example ["));
  CHECK(line(done, access_log_format::json).contains(",\"subject\":\"CN=Alice \\u0022A\\u0022 Doe,O=Example\","));
}

TEST_CASE("a line has the combined format") {
  CHECK(line(example()) ==
        "192.0.2.1 - - [10/Oct/2000:20:55:36 +0000] \"GET /a?b HTTP/1.1\" 200 2326 \"http://example.org/\" "
        "\"Mozilla/4.08\"\n");
}

TEST_CASE("a line is a JSON object") {
  exchange done = example();
  CHECK(line(done, access_log_format::json) ==
        "{\"time\":\"2000-10-10T20:55:36.789Z\",\"remote\":\"192.0.2.1\",\"method\":\"GET\",\"target\":\"/a?b\","
        "\"version\":\"HTTP/1.1\",\"host\":\"example.org\",\"status\":200,\"bytes\":2326,"
        "\"referer\":\"http://example.org/\",\"user_agent\":\"Mozilla/4.08\"}\n");
  done.cut_short = true;
  CHECK(line(done, access_log_format::json).contains("\"bytes\":2326,\"cut_short\":true,"));
}

TEST_CASE("what a request did not have is a dash, or left out") {
  exchange nothing;
  nothing.status = http::status::bad_request;
  nothing.body_bytes = 7;
  CHECK(line(nothing) == "- - - [10/Oct/2000:20:55:36 +0000] \"-\" 400 7 \"-\" \"-\"\n");
  CHECK(line(nothing, access_log_format::json) ==
        "{\"time\":\"2000-10-10T20:55:36.789Z\",\"status\":400,\"bytes\":7}\n");
}

struct sample {
  std::string_view text;
  std::string_view combined;
  std::string_view json;
};

constexpr sample samples[] = {
    {"plain ~ text", "plain ~ text", "plain ~ text"},
    {"a\"b", "a\\x22b", "a\\u0022b"},
    {"a\\b", "a\\x5Cb", "a\\u005cb"},
    {"a\nb\r", "a\\x0Ab\\x0D", "a\\u000ab\\u000d"},
    {"a\0b"sv, "a\\x00b", "a\\u0000b"},
    {"\x1b[31m\t\x7f", "\\x1B[31m\\x09\\x7F", "\\u001b[31m\\u0009\\u007f"},
    {"caf\xc3\xa9 \xff", "caf\\xC3\\xA9 \\xFF", "caf\\u00c3\\u00a9 \\u00ff"},
    {"\" 200 0 \"-\" \"-\"\n1.2.3.4 - -", "\\x22 200 0 \\x22-\\x22 \\x22-\\x22\\x0A1.2.3.4 - -",
     "\\u0022 200 0 \\u0022-\\u0022 \\u0022-\\u0022\\u000a1.2.3.4 - -"},
};

TEST_CASE("no peer can end a line, close a quote or steer a terminal") {
  for (const auto& [text, combined, json] : samples) {
    CAPTURE(text);
    exchange done = example();
    done.method = done.target = done.host = done.referer = done.user_agent = text;
    const std::string plain = line(done);
    CHECK(plain.contains("\"" + std::string(combined) + " " + std::string(combined) + " HTTP/1.1\" 200"));
    CHECK(plain.ends_with("\"" + std::string(combined) + "\" \"" + std::string(combined) + "\"\n"));
    CHECK(std::ranges::count(plain, '\n') == 1);
    CHECK(std::ranges::count(plain, '"') == 6);
    const std::string object = line(done, access_log_format::json);
    CHECK(object.contains("\"target\":\"" + std::string(json) + "\","));
    CHECK(object.ends_with("\"user_agent\":\"" + std::string(json) + "\"}\n"));
    CHECK(std::ranges::count(object, '\n') == 1);
  }
}

}  // namespace
}  // namespace synfin::server
