#include "server/site/pages/error_page.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace synfin::server::site {
namespace {

using http::status;

constexpr status all[] = {
    status::moved_permanently,
    status::found,
    status::see_other,
    status::temporary_redirect,
    status::permanent_redirect,
    status::bad_request,
    status::unauthorized,
    status::forbidden,
    status::not_found,
    status::method_not_allowed,
    status::not_acceptable,
    status::request_timeout,
    status::gone,
    status::precondition_failed,
    status::content_too_large,
    status::uri_too_long,
    status::range_not_satisfiable,
    status::expectation_failed,
    status::misdirected_request,
    status::header_fields_too_large,
    status::internal_error,
    status::not_implemented,
    status::service_unavailable,
    status::version_not_supported,
};

TEST_CASE("an error page names its status and explains it") {
  std::set<std::string> details;
  for (const status each : all) {
    const std::string page = error_page(each);
    const std::string title = std::to_string(http::code(each)) + " " + std::string(http::reason(each));
    CAPTURE(page);
    CHECK(page.starts_with("<!doctype html>"));
    CHECK(page.contains("<title>" + title + "</title>"));
    CHECK(page.contains("<h1>" + title + "</h1>\n<p>"));
    CHECK(page.ends_with("</html>\n"));
    CHECK_FALSE(page.contains("<a "));
    details.insert(error_page(each, page_form::text).substr(title.size()));
  }
  CHECK(details.size() == std::size(all) - 2);  // 301 and 308 say the same, and so do 302 and 307
}

TEST_CASE("a program gets a problem, a terminal two lines") {
  CHECK(error_page(status::not_found, page_form::json) ==
        "{\"status\":404,\"title\":\"Not Found\",\"detail\":\"There is no page at this address.\"}\n");
  CHECK(error_page(status::not_found, page_form::text) == "404 Not Found\nThere is no page at this address.\n");
}

TEST_CASE("a redirect's page leads to where its field does") {
  CHECK(error_page(status::found, page_form::html, "/a?b&c").contains("<a href=\"/a?b&amp;c\">/a?b&amp;c</a>"));
  CHECK(error_page(status::found, page_form::html, "HTTPS://x/").contains("<a href=\"HTTPS://x/\">"));
  CHECK(error_page(status::found, page_form::json, "/\"").ends_with(",\"location\":\"/\\\"\"}\n"));
  CHECK(error_page(status::found, page_form::text, "/there").ends_with("\n/there\n"));
}

TEST_CASE("nothing of a location is markup, and none runs a script") {
  const std::string page = error_page(status::found, page_form::html, "/\"><script>alert(1)</script>");
  CHECK_FALSE(page.contains("<script"));
  CHECK(page.contains("href=\"/&quot;&gt;&lt;script&gt;"));
  for (const char* each : {"javascript:alert(1)", "data:text/html,x", "http:", "x"}) {
    CAPTURE(each);
    CHECK_FALSE(error_page(status::found, page_form::html, each).contains("<a "));
  }
}

TEST_CASE("each form has its type") {
  CHECK(error_page_type() == "text/html; charset=utf-8");
  CHECK(error_page_type(page_form::json) == "application/problem+json");
  CHECK(error_page_type(page_form::text) == "text/plain; charset=utf-8");
}

}  // namespace
}  // namespace synfin::server::site
