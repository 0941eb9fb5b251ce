#include "config/load/url_list.hpp"

#include <doctest/doctest.h>

#include <expected>
#include <string>
#include <vector>

namespace {

using synfin::config::parse_url_list;
using synfin::config::wanted_request;

wanted_request wish(std::string url, std::string method = {}, std::uint64_t weight = 1) {
  wanted_request made;
  made.url = std::move(url);
  made.method = std::move(method);
  made.weight = weight;
  return made;
}

std::expected<std::string, std::string> body_of(const std::string& path) {
  if (path == "missing") return std::unexpected("cannot read missing: it is not there");
  return "the bytes of " + path;
}

std::string error_of(std::string_view text) {
  const auto list = parse_url_list(text, "urls.txt", body_of);
  REQUIRE_FALSE(list.has_value());
  return list.error();
}

using wishes = std::vector<wanted_request>;

}  // namespace

TEST_CASE("url list: one URL a line, in order; blank lines and comments are skipped") {
  CHECK(*parse_url_list("http://a/\nhttp://b/", "list") == wishes{wish("http://a/"), wish("http://b/")});
  CHECK(*parse_url_list("\n# first\n  http://a/  \r\n\t\n   # second\nhttp://a/#x\n\n", "list") ==
        wishes{wish("http://a/"), wish("http://a/#x")});
  CHECK(parse_url_list("", "list")->empty());
  CHECK(parse_url_list("# nothing\n\n", "list")->empty());
}

TEST_CASE("url list: a weight and a method may stand before the URL, a body's file behind it") {
  auto with_body = wish("https://a/x?y", "POST", 3);
  with_body.body = "the bytes of my file.json";
  auto only_body = wish("http://a/");
  only_body.body = "the bytes of f";
  const auto list = parse_url_list(
      "10 http://a/1\nHEAD http://a/2\n3\tPOST  https://a/x?y   @my file.json  \nhttp://a/ @f\n1000000 http://a/\n",
      "list", body_of);
  CHECK(*list == wishes{wish("http://a/1", "", 10), wish("http://a/2", "HEAD"), with_body, only_body,
                        wish("http://a/", "", 1'000'000)});
}

TEST_CASE("url list: a bad line is named by file and number, and what is wrong with it") {
  CHECK(error_of("http://a/\n\n# x\nftp://b/\n") == "urls.txt:4: unknown scheme ftp; there are http and https");
  CHECK(error_of("http://a/ http://b/") ==
        "urls.txt:1: behind the URL there may be a body's file (@FILE), and nothing else");
  CHECK(error_of("nothing") == "urls.txt:1: no scheme (like http://localhost:8080/)");
  CHECK(error_of("12") == "urls.txt:1: no scheme (like http://localhost:8080/)");
  CHECK(error_of("0 http://a/") == "urls.txt:1: a weight is 1 to 1000000");
  CHECK(error_of("1000001 http://a/") == "urls.txt:1: a weight is 1 to 1000000");
  CHECK(error_of("99999999999999999999 http://a/") == "urls.txt:1: a weight is 1 to 1000000");
  CHECK(error_of("G(T http://a/") == "urls.txt:1: G(T is not a method (like GET)");
  CHECK(error_of("GET") == "urls.txt:1: no scheme (like http://localhost:8080/)");
  CHECK(error_of("http://a/\nPOST http://a/ @missing") == "urls.txt:2: cannot read missing: it is not there");
  CHECK(error_of("GET POST http://a/").starts_with("urls.txt:1: "));
  CHECK(error_of("-1 http://a/").starts_with("urls.txt:1: "));
}
