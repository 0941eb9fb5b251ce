#include "client/load/request_plan.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "synfin_version.hpp"

namespace synfin::load {
namespace {

config::load_settings settings_for(std::vector<std::string> urls) {
  config::load_settings settings;
  settings.urls = std::move(urls);
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

TEST_CASE("request cursor: goes round all requests, each worker from a place of its own") {
  const auto plan = request_plan::make(settings_for({"http://a/0", "http://a/1", "http://a/2", "http://a/3"}));
  REQUIRE(plan.has_value());
  const target& asked = plan->targets().front();
  const auto path = [](request_cursor& cursor) { return cursor.next().bytes.substr(5, 1); };

  request_cursor first(asked, 0, 2);
  request_cursor second(asked, 1, 2);
  CHECK(path(second) == "2");
  std::string seen;
  for (int i = 0; i < 9; ++i) seen += path(first);
  CHECK(seen == "012301230");
}

}  // namespace
}  // namespace synfin::load
