#include "client/load/asking/request_plan.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "client/load/asking/request_cursor.hpp"
#include "synfin_version.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

config::load_settings settings_for(std::vector<std::string> urls) {
  config::load_settings settings;
  for (auto& url : urls) settings.wanted.emplace_back().url = std::move(url);
  settings.connections = 8;
  return settings;
}

std::string first_request(const config::load_settings& settings) {
  const auto plan = request_plan::make(settings);
  REQUIRE(plan.has_value());
  return plan->targets().front().requests.front().bytes;
}

std::string agent() { return "User-Agent: synfin-client/" + std::string(version) + "\r\n"; }

TEST_CASE("request plan: a plain GET") {
  CHECK(first_request(settings_for({"http://127.0.0.1:8080/a?b=c#d"})) ==
        "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n" + agent() + "Accept: */*\r\n\r\n");
}

TEST_CASE("request plan: method, fields and body are the user's, the length is ours") {
  auto settings = settings_for({"http://[::1]/"});
  settings.method = "POST";
  settings.headers = {{"X-A", "1"}, {"accept", "text/html"}};
  settings.body = "hello";
  CHECK(first_request(settings) == "POST / HTTP/1.1\r\nHost: [::1]\r\n" + agent() +
                                       "X-A: 1\r\naccept: text/html\r\nContent-Length: 5\r\n\r\nhello");
}

TEST_CASE("request plan: a field of the user's takes the place of ours") {
  auto settings = settings_for({"http://127.0.0.1/"});
  settings.headers = {{"host", "example.org"}, {"User-Agent", "me"}};
  CHECK(first_request(settings) == "GET / HTTP/1.1\r\nAccept: */*\r\nhost: example.org\r\nUser-Agent: me\r\n\r\n");
}

TEST_CASE("request plan: an empty body is declared where one is expected") {
  auto settings = settings_for({"http://127.0.0.1/"});
  settings.method = "PUT";
  CHECK(first_request(settings).find("Content-Length: 0\r\n") != std::string::npos);
  settings.method = "DELETE";
  CHECK(first_request(settings).find("Content-Length") == std::string::npos);
}

TEST_CASE("request plan: the last request asks the server to close only where the user wants that") {
  auto settings = settings_for({"http://127.0.0.1/"});
  CHECK(request_plan::make(settings)->targets()[0].requests[0].last_bytes.empty());
  settings.close = config::close_kind::server;
  CHECK(request_plan::make(settings)->targets()[0].requests[0].last_bytes.ends_with("Connection: close\r\n\r\n"));
}

TEST_CASE("request plan: over HTTP/2 the head is fields, pseudo-header fields first, names in lower case") {
  auto settings = settings_for({"https://a:8443/p?q"});
  settings.method = "POST";
  settings.headers = {{"X-Upper", "Kept As It Is"}, {"Connection", "close"}, {"TE", "gzip"}, {"Accept", "text/html"}};
  settings.body = "hello";
  const auto plan = request_plan::make(settings);
  REQUIRE(plan.has_value());
  const prepared_request& made = plan->targets().front().requests.front();
  using fields = std::vector<std::pair<std::string, std::string>>;
  CHECK(made.fields == fields{{":method", "POST"},
                              {":scheme", "https"},
                              {":authority", "a:8443"},
                              {":path", "/p?q"},
                              {"user-agent", "synfin-client/" + std::string(version)},
                              {"x-upper", "Kept As It Is"},
                              {"accept", "text/html"},
                              {"content-length", "5"}});
  CHECK(made.body() == "hello");
}

TEST_CASE("request plan: a Host of the user's is the authority over HTTP/2") {
  auto settings = settings_for({"http://a/"});
  settings.http = config::http_choice::http2;
  settings.headers = {{"Host", "b.example"}};
  const auto plan = request_plan::make(settings);
  REQUIRE(plan.has_value());
  const auto& made = plan->targets().front().requests.front().fields;
  CHECK(made[2] == std::pair<std::string, std::string>{":authority", "b.example"});
  CHECK(made[1].second == "http");
  CHECK(std::ranges::none_of(made, [](const auto& field) { return field.first == "host"; }));
}

TEST_CASE("request plan: where HTTP/2 cannot be spoken nothing is made for it") {
  CHECK(request_plan::make(settings_for({"http://a/"}))->targets()[0].requests[0].fields.empty());
}

TEST_CASE("request plan: the same host and port with TLS and without are two servers") {
  const auto plan =
      request_plan::make(settings_for({"http://a:8443/", "https://a:8443/", "https://a/", "https://a:443/"}));
  REQUIRE(plan.has_value());
  REQUIRE(plan->targets().size() == 3);
  CHECK_FALSE(plan->targets()[0].secure);
  CHECK(plan->targets()[1].secure);
  CHECK(plan->targets()[2].requests.size() == 2);
}

TEST_CASE("request plan: URLs are grouped by server, in order") {
  const auto plan =
      request_plan::make(settings_for({"http://a/1", "http://b/2", "http://a/3", "http://a:81/4", "http://a:80/5"}));
  REQUIRE(plan.has_value());
  REQUIRE(plan->targets().size() == 3);
  CHECK(plan->targets()[0].requests.size() == 3);
  CHECK(plan->targets()[0].requests[1].bytes.starts_with("GET /3 "));
  CHECK(plan->targets()[2].authority == "a:81");
}

TEST_CASE("request plan: connections are dealt out in proportion to the URLs, one each at least") {
  auto settings = settings_for({"http://a/1", "http://a/2", "http://a/3", "http://b/1"});
  settings.connections = 100;
  const auto dealt = request_plan::make(settings)->target_of_connection();
  CHECK(dealt.size() == 100);
  CHECK(std::ranges::count(dealt, std::size_t{0}) == 75);

  settings.connections = 2;
  const auto scarce = request_plan::make(settings)->target_of_connection();
  CHECK(std::ranges::count(scarce, std::size_t{1}) == 1);
}

TEST_CASE("request plan: more servers than connections cannot be") {
  auto settings = settings_for({"http://a/", "http://b/"});
  settings.connections = 1;
  const auto plan = request_plan::make(settings);
  REQUIRE_FALSE(plan.has_value());
  CHECK(plan.error().find("-c must be at least 2") != std::string::npos);
}

TEST_CASE("request plan: no URL, or a bad one, is an error that says which") {
  CHECK_FALSE(request_plan::make(settings_for({})).has_value());
  const auto plan = request_plan::make(settings_for({"http://a/", "ftp://b/"}));
  REQUIRE_FALSE(plan.has_value());
  CHECK(plan.error().starts_with("ftp://b/: "));
}

TEST_CASE("request plan: a wish's own method, fields and body take the place of the general ones, or follow them") {
  auto settings = settings_for({"http://a/1", "http://a/2"});
  settings.method = "PUT";
  settings.headers = {{"X-A", "1"}};
  settings.body = "general";
  settings.wanted[1].method = "DELETE";
  settings.wanted[1].headers = {{"x-a", "2"}};
  settings.wanted[1].body = "";
  const auto plan = request_plan::make(settings);
  REQUIRE(plan.has_value());
  const auto& requests = plan->targets().front().requests;
  CHECK(requests[0].bytes.starts_with("PUT /1 "));
  CHECK(requests[0].body() == "general");
  CHECK(requests[1].bytes == "DELETE /2 HTTP/1.1\r\nHost: a\r\n" + agent() + "Accept: */*\r\nX-A: 1\r\nx-a: 2\r\n\r\n");
  CHECK(requests[1].method() == "DELETE");
  CHECK(requests[1].target() == "/2");
  CHECK_FALSE(requests[1].head);
}

TEST_CASE("request plan: a field of -H takes the place of a recorded one") {
  auto settings = settings_for({"http://a/"});
  settings.headers = {{"Cookie", "mine"}};
  settings.wanted[0].recorded = true;
  settings.wanted[0].headers = {{"cookie", "theirs"}, {"Accept", "text/html"}};
  CHECK(first_request(settings) ==
        "GET / HTTP/1.1\r\nHost: a\r\n" + agent() + "Cookie: mine\r\nAccept: text/html\r\n\r\n");
}

TEST_CASE("request plan: HEAD is known as what has no body") {
  auto settings = settings_for({"http://a/", "http://a/"});
  settings.wanted[1].method = "HEAD";
  const auto plan = request_plan::make(settings);
  CHECK_FALSE(plan->targets()[0].requests[0].head);
  CHECK(plan->targets()[0].requests[1].head);
}

TEST_CASE("request plan: requests are numbered over all targets") {
  const auto plan = request_plan::make(settings_for({"http://a/", "http://b/", "http://a/2"}));
  CHECK(plan->size() == 3);
  CHECK(plan->targets()[0].requests[1].number == 2);
  CHECK(plan->targets()[1].requests[0].number == 1);
}

/// The last letters of the paths that `count` requests ask for.
std::string paths(request_cursor& cursor, int count) {
  std::string seen;
  for (int i = 0; i < count; ++i) seen += cursor.next().target().back();
  return seen;
}

TEST_CASE("request plan: weights say how often each comes, evenly spread, without repeating its bytes") {
  auto settings = settings_for({"http://a/a", "http://a/b", "http://a/c"});
  settings.wanted[0].weight = 50;
  settings.wanted[1].weight = 10;
  settings.wanted[2].weight = 20;
  const auto plan = request_plan::make(settings);
  CHECK(plan->targets()[0].requests.size() == 3);
  request_cursor cursor(plan->targets()[0], 0, 1);
  CHECK(paths(cursor, 8) == "acaabaca");
  CHECK(paths(cursor, 8) == "acaabaca");
}

TEST_CASE("request plan: connections go to servers by the weight of what they are asked for") {
  auto settings = settings_for({"http://a/", "http://b/"});
  settings.wanted[0].weight = 9;
  settings.connections = 100;
  CHECK(std::ranges::count(request_plan::make(settings)->target_of_connection(), std::size_t{0}) == 90);
}

config::load_settings recording(std::vector<std::pair<std::string, std::chrono::milliseconds>> entries) {
  config::load_settings settings;
  for (auto& [url, at] : entries) {
    auto& wish = settings.wanted.emplace_back();
    wish.url = std::move(url);
    wish.at = at;
    wish.recorded = true;
  }
  return settings;
}

TEST_CASE("request plan: a recording keeps its order, and builds once what it repeats") {
  const auto plan = request_plan::make(
      recording({{"http://a/a", 0ms}, {"http://a/b", 2ms}, {"http://a/a", 1ms}, {"http://a/a", 5ms}}));
  const target& asked = plan->targets()[0];
  CHECK(asked.requests.size() == 2);
  CHECK(asked.offsets().empty());
  request_cursor cursor(asked, 0, 1);
  CHECK(paths(cursor, 5) == "abaaa");
}

TEST_CASE("request plan: with its timing, a recording is sorted by it") {
  auto settings = recording({{"http://a/a", 3ms}, {"http://a/b", 2ms}, {"http://b/x", 9ms}, {"http://a/a", 0ms}});
  settings.pacing.replay_speed = 2;
  const auto plan = request_plan::make(settings);
  const target& asked = plan->targets()[0];
  CHECK(asked.offsets() == std::vector<std::chrono::nanoseconds>{0ms, 2ms, 3ms});
  CHECK(plan->targets()[1].offsets() == std::vector<std::chrono::nanoseconds>{9ms});
  request_cursor cursor(asked, 0, 1);
  CHECK(paths(cursor, 3) == "aba");
}

TEST_CASE("request cursor: gives the entry of a recording that is asked for, in the order of its offsets") {
  auto settings = recording({{"http://a/2", 2ms}, {"http://a/0", 0ms}, {"http://a/1", 1ms}, {"http://a/0", 3ms}});
  settings.pacing.replay_speed = 1;
  const auto plan = request_plan::make(settings);
  request_cursor cursor(plan->targets()[0], 1, 2);
  std::string seen;
  for (const std::uint64_t number : {3U, 0U, 2U, 1U, 4U}) seen += cursor.at(number).target().back();
  CHECK(seen == "00210");
}

TEST_CASE("request cursor: templates are filled, and their counters are unique over workers, targets and parts") {
  std::vector<std::string> seen;
  for (std::size_t part = 1; part <= 2; ++part) {
    auto settings = settings_for({"http://a/{counter}", "http://b/{counter:3}"});
    settings.part = {part, 2, {}};
    const auto plan = request_plan::make(settings);
    for (std::size_t worker = 0; worker < 2; ++worker) {
      for (const target& asked : plan->targets()) {
        request_cursor cursor(asked, worker, 2);
        for (int i = 0; i < 3; ++i)
          seen.push_back(std::to_string(std::stoi(std::string(cursor.next().target().substr(1)))));
      }
    }
  }
  CHECK(seen.size() == 24);
  std::ranges::sort(seen);
  CHECK(std::ranges::adjacent_find(seen) == seen.end());
  CHECK(std::ranges::count(seen, "24") == 1);
}

TEST_CASE("request cursor: one worker counts from 1 on, the same number wherever it stands in a request") {
  auto settings = settings_for({"http://a/{counter}?{{x}"});
  settings.headers = {{"X-Number", "n{counter:4}"}};
  settings.method = "POST";
  settings.body = "{\"id\":{counter},\"other\":{}}";
  settings.close = config::close_kind::server;
  settings.http = config::http_choice::http2;
  const auto plan = request_plan::make(settings);
  request_cursor cursor(plan->targets()[0], 0, 1);
  cursor.next();
  const prepared_request& made = cursor.next();
  CHECK(made.passing);
  CHECK(made.target() == "/2?{x}");
  CHECK(made.body() == "{\"id\":2,\"other\":{}}");
  CHECK(made.bytes.find("X-Number: n0002\r\nContent-Length: 19\r\n") != std::string::npos);
  CHECK(made.last_bytes.ends_with("Connection: close\r\n\r\n" + std::string(made.body())));
  CHECK(made.fields[3].second == "/2?{x}");
  CHECK(made.fields.back().second == "19");
  CHECK_FALSE(plan->targets()[0].requests[0].passing);
}

TEST_CASE("request plan: what was recorded is sent as it stands, braces and all") {
  auto settings = recording({{"http://a/{counter}", 0ms}});
  settings.wanted[0].headers = {{"X-B", "{uuid}"}};
  settings.wanted[0].body = "{random}";
  const auto plan = request_plan::make(settings);
  CHECK(plan->targets()[0].requests[0].recipe == nullptr);
  settings.headers = {{"X-A", "{counter}"}};
  const auto mixed = request_plan::make(settings);
  request_cursor cursor(mixed->targets()[0], 0, 1);
  const prepared_request& made = cursor.next();
  CHECK(made.target() == "/{counter}");
  CHECK(made.bytes.find("X-A: 1\r\nX-B: {uuid}\r\n") != std::string::npos);
  CHECK(made.body() == "{random}");
}

TEST_CASE("request cursor: goes round all requests, each worker from a place of its own") {
  const auto plan = request_plan::make(settings_for({"http://a/0", "http://a/1", "http://a/2", "http://a/3"}));
  REQUIRE(plan.has_value());
  const target& asked = plan->targets().front();
  request_cursor first(asked, 0, 2);
  request_cursor second(asked, 1, 2);
  CHECK(paths(second, 1) == "2");
  CHECK(paths(first, 9) == "012301230");
}

}  // namespace
}  // namespace synfin::load
