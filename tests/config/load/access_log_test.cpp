#include "config/load/access_log.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using synfin::config::parse_access_log;
using synfin::config::recording;

namespace {

recording read(std::string_view text) {
  auto made = parse_access_log(text, "log", synfin::config::parse_url("http://a:81/").value());
  REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error()));
  return *std::move(made);
}

std::string error_of(std::string_view text) {
  const auto made = parse_access_log(text, "log", {});
  REQUIRE_FALSE(made.has_value());
  return made.error();
}

/// `METHOD URL AT`, a request a line; times in milliseconds.
std::string plain(const recording& of) {
  std::string out;
  for (const auto& each : of.requests) {
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(each.at.value_or(-1ms)).count();
    out += each.method + " " + each.url + " " + std::to_string(at) + "\n";
    CHECK(each.recorded);
  }
  return out;
}

}  // namespace

TEST_CASE("access log: the combined and the common format; those of one second are spread over it") {
  const auto made = read(
      "1.2.3.4 - - [10/Oct/2000:13:55:36 +0000] \"GET /a?b=c HTTP/1.1\" 200 2326 \"http://r/\" \"agent [x] "
      "\\\"q\\\"\"\n"
      "::1 - me [10/Oct/2000:13:55:36 +0000] \"HEAD /b HTTP/2\" 200 -\r\n"
      "\n"
      "h - - [10/Oct/2000:13:55:38 +0000] \"GET /c\" 404 5 \"-\" \"-\"\n"
      "h - - [10/Oct/2000:13:55:36 +0000] \"GET /d HTTP/1.1\" 200 1\n"
      "h - - [10/Oct/2000:13:55:36 +0000] \"GET /e HTTP/1.1\" 200 1");
  CHECK(plain(made) ==
        "GET http://a:81/a?b=c 0\nHEAD http://a:81/b 250\nGET http://a:81/d 500\nGET http://a:81/e 750\n"
        "GET http://a:81/c 2000\n");
  CHECK(made.left_out == 0);
  CHECK(made.unreadable == 0);
}

TEST_CASE("access log: synfin's JSON lines, to the millisecond, in order of time") {
  const auto made = read(
      R"({"time":"2026-01-31T12:00:00.500Z","remote":"::1","method":"GET","target":"/late","version":"HTTP/2","host":"x","status":200,"bytes":5})"
      "\n"
      R"({"time":"2026-01-31T12:00:00.123Z","method":"HEAD","target":"/\u00c3\u00a9?\"","status":200})");
  CHECK(plain(made) == "HEAD http://a:81/%C3%A9?\" 0\nGET http://a:81/late 377\n");
}

TEST_CASE("access log: what cannot be asked again is left out and counted; what cannot be read too, and where") {
  const std::string stamp = "h - - [10/Oct/2000:13:55:36 +0000] ";
  const auto made = read(stamp + "\"POST /a HTTP/1.1\" 200 1\nnonsense\n" + stamp + "\"OPTIONS * HTTP/1.1\" 200 1\n" +
                         stamp + "\"-\" 400 0\n" + stamp + "\"\\x16\\x03\" 400 0\n" + stamp +
                         "\"GET /ok HTTP/1.1\" 200 1\n" + "{\"time\":\"x\"}\n{}\n{\"time\n" + stamp +
                         "\"GET /never closed\n" + "h [10/Oct/2000:13:55:36 +0000] GET / 200\n");
  CHECK(plain(made) == "GET http://a:81/ok 0\n");
  CHECK(made.left_out == 4);
  CHECK(made.unreadable == 6);
  CHECK(made.first_unreadable == 2);
}

TEST_CASE("access log: a target becomes a path that may stand in a URL") {
  const std::string stamp = "h - - [10/Oct/2000:13:55:36 +0000] ";
  CHECK(plain(read(stamp + R"("GET /a b\x20\xE4\"\\#x HTTP/1.1" 200 1)")) == "GET http://a:81/a%20b%20%E4\"\\%23x 0\n");
  CHECK(plain(read(stamp + "\"GET http://other.example/x?u=http://y/ HTTP/1.1\" 200 1")) ==
        "GET http://a:81/x?u=http://y/ 0\n");
  CHECK(plain(read(stamp + "\"GET https://other.example HTTP/1.1\" 200 1")) == "GET http://a:81/ 0\n");
  CHECK(plain(read(stamp + "\"GET /?u=http://y/ HTTP/1.1\" 200 1")) == "GET http://a:81/?u=http://y/ 0\n");
}

TEST_CASE("access log: a log of which nothing can be read, or asked, is an error") {
  CHECK(error_of("") == "log: no line is of the combined format, or of synfin's JSON");
  CHECK(error_of("a\nb\n") == "log: no line is of the combined format, or of synfin's JSON");
  CHECK(error_of("h - - [10/Oct/2000:13:55:36 +0000] \"POST / HTTP/1.1\" 200 1") ==
        "log: no GET or HEAD among its 1 requests");
}
