#include "server/site/https_redirect.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::server::site {
namespace {

struct wish {
  std::string_view target, host;
  std::uint16_t port;
};

/// Where a GET is sent; the status' digits where it is refused.
std::string location(const wish& of) {
  const std::vector<http::field> fields{{"Host", of.host}};
  http::request_head request{.method = http::method::get, .method_text = "GET", .target = of.target, .fields = fields};
  const response answer = redirect_to_https(request, of.port);
  const auto found = std::ranges::find(answer.fields, "Location", &field_line::name);
  return found == answer.fields.end() ? std::to_string(http::code(answer.status)) : found->value;
}

TEST_CASE("everything goes to the same resource by HTTPS") {
  CHECK(location({"/", "example.org", 443}) == "https://example.org/");
  CHECK(location({"/a%20b?x=1&y", "example.org:8080", 443}) == "https://example.org/a%20b?x=1&y");
  CHECK(location({"/a", "example.org:80", 8443}) == "https://example.org:8443/a");
  CHECK(location({"/a", "[::1]:80", 443}) == "https://[::1]/a");
  CHECK(location({"/a", "[::1]", 8443}) == "https://[::1]:8443/a");
  CHECK(location({"//evil.example/x", "example.org", 443}) == "https://example.org//evil.example/x");
  CHECK(location({"http://other.example/x", "other.example", 443}) == "https://other.example/x");
  CHECK(location({"http://other.example", "other.example", 443}) == "https://other.example/");
  CHECK(location({"http://other.example?q", "other.example", 443}) == "https://other.example/?q");
}

TEST_CASE("where there is nowhere to send anybody, that is said") {
  CHECK(location({"/", "", 443}) == "400");
  CHECK(location({"/", "a b", 443}) == "400");
  CHECK(location({"*", "example.org", 443}) == "400");
  CHECK(location({"/%zz", "example.org", 443}) == "400");
}

}  // namespace
}  // namespace synfin::server::site
