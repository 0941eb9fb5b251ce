#include "server/site/rules/cors_table.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/site/rules/web_origin.hpp"

namespace synfin::server::site::rules {
namespace {

using namespace std::chrono_literals;

cors_table table_of(const std::vector<config::cors_rule>& rules) {
  problems found;
  cors_table table = cors_table::build(rules, found);
  for (const problem& each : found) FAIL_CHECK(each.text);
  return table;
}

std::string shown(const std::vector<field_line>& lines) {
  constexpr std::string_view start = "Access-Control-";
  std::string text;
  for (const field_line& each : lines) {
    CHECK(each.name.starts_with(start));
    text += each.name.substr(start.size()) + ": " + each.value + "\n";
  }
  return text;
}

std::string preflight(const cors_table& table, std::string_view path, std::string_view origin, std::string_view method,
                      std::string_view headers = {}) {
  const auto lines = table.preflight({path, ""}, origin, method, headers);
  return lines ? shown(*lines) : "refused";
}

const config::cors_rule fonts{
    .match = {"*.woff2"}, .origins = {"*"}, .headers = {"X-One", "X-Two"}, .expose = {}, .place = {}};
const config::cors_rule api{.match = {"/api/**"},
                            .origins = {"https://app.example", "http://Localhost:80", "https://b.example:8443", "null"},
                            .methods = {"GET", "PUT"},
                            .headers = {"Content-Type"},
                            .expose = {"ETag", "X-Total"},
                            .credentials = true,
                            .max_age = 90'500ms,
                            .place = {}};

TEST_CASE("an answer for all origins says so, and does not vary") {
  const cors_table table = table_of({fonts, api});
  for (const std::string_view origin : {"https://x.example", "null", "", "nonsense"}) {
    CAPTURE(origin);
    const cors_fields answer = table.fields({"/a.woff2", ""}, origin);
    CHECK(shown(answer.fields) == "Allow-Origin: *\n");
    CHECK_FALSE(answer.varies);
  }
}

TEST_CASE("an origin that is listed is named, any other gets nothing, and the answer varies for all") {
  const cors_table table = table_of({fonts, api});
  const std::string tail = "\nAllow-Credentials: true\nExpose-Headers: ETag, X-Total\n";
  for (const std::string origin :
       {"https://app.example", "HTTPS://App.Example", "http://localhost", "https://b.example:8443", "null"}) {
    CAPTURE(origin);
    const cors_fields answer = table.fields({"/api/x", ""}, origin);
    CHECK(shown(answer.fields) == std::string{"Allow-Origin: "}.append(origin).append(tail));
    CHECK(answer.varies);
  }
  for (const std::string_view origin : {"", "http://app.example", "https://app.example.evil", "https://evilapp.example",
                                        "https://app.example:443", "https://app.example/", "https://b.example", "NULL",
                                        "*", "https://app.example\r\nX: y", "http://localhost:80"}) {
    CAPTURE(origin);
    const cors_fields answer = table.fields({"/api/x", ""}, origin);
    CHECK(answer.fields.empty());
    CHECK(answer.varies);
  }
  const cors_fields elsewhere = table.fields({"/other", ""}, "https://app.example");
  CHECK(elsewhere.fields.empty());
  CHECK_FALSE(elsewhere.varies);
}

TEST_CASE("the first rule that matches counts, even if it lets nobody in") {
  const cors_table table =
      table_of({api, {.match = {"/**"}, .origins = {"*"}, .headers = {}, .expose = {}, .place = {}}});
  CHECK(table.fields({"/api/x", ""}, "https://x.example").fields.empty());
  CHECK(table.fields({"/x", ""}, "https://x.example").fields.size() == 1);
  CHECK(preflight(table, "/api/x", "https://x.example", "GET") == "refused");
}

TEST_CASE("a preflight is answered where origin, method and all fields are allowed") {
  const cors_table table = table_of({fonts, api});
  const std::string allowed =
      "Allow-Origin: https://app.example\nAllow-Credentials: true\nAllow-Methods: GET, PUT\n"
      "Allow-Headers: Content-Type\nMax-Age: 90\n";
  CHECK(preflight(table, "/api/x", "https://app.example", "PUT") == allowed);
  CHECK(preflight(table, "/api/x", "https://app.example", "PUT", "content-type") == allowed);
  CHECK(preflight(table, "/api/x", "https://app.example", "PUT", " , Content-Type,,content-type ") == allowed);
  CHECK(preflight(table, "/api/x", "https://app.example", "DELETE") == "refused");
  CHECK(preflight(table, "/api/x", "https://app.example", "put") == "refused");
  CHECK(preflight(table, "/api/x", "https://app.example", "") == "refused");
  CHECK(preflight(table, "/api/x", "https://app.example", "PUT", "content-type, x-other") == "refused");
  CHECK(preflight(table, "/api/x", "https://app.example", "PUT", "content type") == "refused");
  CHECK(preflight(table, "/api/x", "https://x.example", "PUT") == "refused");
  CHECK(preflight(table, "/api/x", "", "PUT") == "refused");
  CHECK(preflight(table, "/other", "https://app.example", "GET") == "refused");
  CHECK(preflight(table, "/a.woff2", "https://x.example", "GET", "x-two") ==
        "Allow-Origin: *\nAllow-Methods: GET, HEAD\nAllow-Headers: X-One, X-Two\nMax-Age: 600\n");
  CHECK(preflight(table, "/a.woff2", "", "GET") == "refused");
}

TEST_CASE("all fields are allowed by a star, by their names where browsers take no star") {
  config::cors_rule rule{
      .match = {"/open"}, .origins = {"*"}, .headers = {"*"}, .expose = {}, .max_age = 0ms, .place = {}};
  config::cors_rule named = rule;
  named.match = {"/named"};
  named.origins = {"https://app.example"};
  named.credentials = true;
  const cors_table table = table_of({rule, named});
  const auto headers = [&](std::string_view path, std::string_view asked) {
    const std::string answer = preflight(table, path, "https://app.example", "GET", asked);
    const std::size_t start = answer.find("Allow-Headers: ");
    return start == std::string::npos ? std::string{"none"}
                                      : answer.substr(start + 15, answer.find('\n', start) - start - 15);
  };
  CHECK(headers("/open", "") == "*");
  CHECK(headers("/open", "x-a, x-b") == "*");
  CHECK(headers("/open", "x-a, authorization") == "x-a, authorization");
  CHECK(headers("/named", "x-a,x-b") == "x-a, x-b");
  CHECK(headers("/named", "") == "none");
  CHECK(preflight(table, "/open", "https://app.example", "GET", "x-a, b\r\nc") == "refused");
}

TEST_CASE("a CORS rule that cannot work is a problem with its place and its reason") {
  struct refusal {
    config::cors_rule rule;
    std::string_view why;
  };
  const std::vector<std::string> all{"*"};
  const refusal refused[] = {
      {{.origins = {}, .headers = {}, .expose = {}, .place = "x"}, "lets nobody in"},
      {{.origins = all, .headers = {}, .expose = {}, .credentials = true, .place = "x"}, "exclude each other"},
      {{.origins = {"https://a.example"}, .headers = {}, .expose = {"*"}, .credentials = true, .place = "x"},
       "exclude each other"},
      {{.origins = {"https://*.example"}, .headers = {}, .expose = {}, .place = "x"}, "has a *"},
      {{.origins = {"https://a.example/"}, .headers = {}, .expose = {}, .place = "x"}, "write \"https://a.example\""},
      {{.origins = all, .methods = {"*"}, .headers = {}, .expose = {}, .place = "x"}, "no method"},
      {{.origins = all, .methods = {"get"}, .headers = {}, .expose = {}, .place = "x"}, "small letters"},
      {{.origins = all, .methods = {"GET,PUT"}, .headers = {}, .expose = {}, .place = "x"}, "no method"},
      {{.origins = all, .headers = {"a b"}, .expose = {}, .place = "x"}, "no field name"},
      {{.origins = all, .headers = {}, .expose = {""}, .place = "x"}, "no field name"},
      {{.origins = all, .headers = {}, .expose = {}, .max_age = -1ms, .place = "x"}, "negative"},
      {{.match = {"a/"}, .origins = all, .headers = {}, .expose = {}, .place = "x"}, "must start with one"},
  };
  for (const auto& [rule, why] : refused) {
    CAPTURE(why);
    problems found;
    cors_table::build({&rule, 1}, found);
    REQUIRE(found.size() == 1);
    CAPTURE(found[0].text);
    CHECK(found[0].place == "x");
    CHECK(found[0].text.contains(why));
  }
}

TEST_CASE("an origin is read as browsers send it, or refused with the reason") {
  struct sample {
    std::string_view text;
    std::string_view origin;  ///< or the reason
  };
  constexpr sample good[] = {
      {"https://app.example", "https://app.example"},
      {"HTTPS://App.Example", "https://app.example"},
      {"https://app.example:443", "https://app.example"},
      {"https://app.example:80", "https://app.example:80"},
      {"http://app.example:80", "http://app.example"},
      {"http://localhost:3000", "http://localhost:3000"},
      {"http://[::1]", "http://[::1]"},
      {"http://[::1]:80", "http://[::1]"},
      {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"chrome-extension://abcdef", "chrome-extension://abcdef"},
      {"null", "null"},
  };
  for (const auto& [text, origin] : good) {
    CAPTURE(text);
    const auto read = parse_origin(text);
    REQUIRE(read);
    CHECK(*read == origin);
  }
  constexpr sample bad[] = {
      {"", "no origin"},
      {"app.example", "no origin"},
      {"//app.example", "no origin"},
      {"://app.example", "no origin"},
      {"1http://app.example", "no origin"},
      {"ht tp://app.example", "no origin"},
      {"NULL", "no origin"},
      {"https:app.example", "no origin"},
      {"https://", "no host"},
      {"https://a b", "no host"},
      {"https://user@app.example", "no host"},
      {"https://caf\xc3\xa9.example", "no host"},
      {"https://a%41.example", "no host"},
      {"https://app.example:", "port"},
      {"https://app.example:0", "port"},
      {"https://app.example:080", "port"},
      {"https://app.example:65536", "port"},
      {"https://app.example/", "has a path"},
      {"https://app.example/x", "has a path"},
      {"https://app.example?x", "has a path"},
      {"https://app.example#x", "has a path"},
      {"https://*", "has a *"},
      {"*.example", "has a *"},
  };
  for (const auto& [text, why] : bad) {
    CAPTURE(text);
    const auto read = parse_origin(text);
    REQUIRE_FALSE(read);
    CAPTURE(read.error());
    CHECK(read.error().contains(why));
  }
}

}  // namespace
}  // namespace synfin::server::site::rules
