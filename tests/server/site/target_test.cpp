#include "server/site/target.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace synfin::server::site {
namespace {

using http::status;

struct good {
  std::string_view target;
  std::string_view relative;
  std::string_view query;
};

constexpr good paths[] = {
    {"/", "", ""},
    {"/?", "", "?"},
    {"/a.txt", "a.txt", ""},
    {"/a/b/c.html?x=/../y&z=%2e", "a/b/c.html", "?x=/../y&z=%2e"},
    {"/a?b?c", "a", "?b?c"},
    {"/docs/", "docs/", ""},
    {"//", "", ""},
    {"//host/a", "host/a", ""},
    {"///a//b///", "a/b/", ""},
    {"/./a", "a", ""},
    {"/a/.", "a/", ""},
    {"/a/./b", "a/b", ""},
    {"/a/..", "", ""},
    {"/a/../b", "b", ""},
    {"/a/b/../../c", "c", ""},
    {"/a/b/..", "a/", ""},
    {"/a//../b", "b", ""},
    {"/%2e/a", "a", ""},
    {"/a/%2E%2e/b", "b", ""},
    {"/a%20b", "a b", ""},
    {"/%41%7a", "Az", ""},
    {"/caf%C3%A9/%e2%82%ac", "caf\xc3\xa9/\xe2\x82\xac", ""},
    {"/%ff", "\xff", ""},
    {"/%25", "%", ""},
    {"/%252e%252e/x", "%2e%2e/x", ""},
    {"/%252f", "%2f", ""},
    {"/a%3Fb", "a?b", ""},
    {"/a%23b", "a#b", ""},
    {"/a..b/c..", "a..b/c..", ""},
    {"/a;b=c", "a;b=c", ""},
    {"/a:b@c", "a:b@c", ""},
    {"/\"<>^`{|}", "\"<>^`{|}", ""},
    {"/.well-known/x", ".well-known/x", ""},
    {"/a/../.well-known/x", ".well-known/x", ""},
    {"http://example.org", "", ""},
    {"http://example.org?q", "", "?q"},
    {"http://example.org/", "", ""},
    {"HTTPS://example.org:443/a/%2e./b?q", "b", "?q"},
    {"http:///a", "a", ""},
};

TEST_CASE("a target is decoded once and normalised once, its query kept as it is") {
  for (const auto& [target, relative, query] : paths) {
    CAPTURE(target);
    std::string scratch = "left over";
    const auto found = parse_target(target, scratch);
    REQUIRE(found);
    CHECK(found->relative() == relative);
    CHECK(found->query == query);
  }
}

constexpr std::string_view bad[] = {
    "",
    "*",
    "a",
    "a/b",
    "x:80",
    "ftp://x/a",
    "http:/a",
    "https:a",
    "?",
    "/..",
    "/../",
    "/../a",
    "/a/../..",
    "/a/../../b",
    "/./..",
    "/%2e%2e",
    "/a/%2e%2e/%2e%2e/b",
    "//..",
    "/%",
    "/%4",
    "/a%",
    "/a%4",
    "/%zz",
    "/%4g",
    "/% 41",
    "/%-1",
    "/%00",
    "/a%00.txt",
    "/%0a",
    "/%0d%0aX:y",
    "/%1f",
    "/%7f",
    "/a%2fb",
    "/..%2fa",
    "/%2F",
    "/a\\b",
    "/..\\a",
    "/a%5cb",
    "/%5C",
    "/a#b",
    "/a?b#c",
    "http://x/..",
    "http://x/a#b",
};

TEST_CASE("a target that could mean something else elsewhere gets 400") {
  for (const std::string_view target : bad) {
    CAPTURE(target);
    std::string scratch;
    const auto found = parse_target(target, scratch);
    REQUIRE_FALSE(found);
    CHECK(found.error() == status::bad_request);
  }
}

constexpr std::string_view hidden[] = {
    "/.git/config",   "/.htaccess",
    "/a/.b/c",        "/a/.b",
    "/%2egit/config", "/%2Egit",
    "/a/../.env",     "/...",
    "/..a",           "/.well-known/.x",
    "/.well-known2",  "/.WELL-KNOWN/x",
    "//.git/",        "http://x/.git/config",
    "/a//.b",
};

TEST_CASE("a path through a hidden file gets 404") {
  for (const std::string_view target : hidden) {
    CAPTURE(target);
    std::string scratch;
    const auto found = parse_target(target, scratch);
    REQUIRE_FALSE(found);
    CHECK(found.error() == status::not_found);
  }
}

TEST_CASE("a plain target is not copied") {
  const std::string_view target = "/docs/a.html?q";
  std::string scratch;
  const auto found = parse_target(target, scratch);
  REQUIRE(found);
  CHECK(found->relative().data() == target.data() + 1);
  CHECK(scratch.empty());
}

TEST_CASE("only an absolute target has an authority") {
  CHECK(target_authority("http://example.org:80/x") == "example.org:80");
  CHECK(target_authority("HTTP://example.org") == "example.org");
  CHECK(target_authority("https://user@example.org?q") == "user@example.org");
  CHECK(target_authority("http:///x") == "");
  CHECK(target_authority("/http://x/") == "");
  CHECK(target_authority("example.org:80") == "");
  CHECK(target_authority("*") == "");
}

}  // namespace
}  // namespace synfin::server::site
