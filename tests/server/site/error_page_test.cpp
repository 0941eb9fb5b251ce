#include "server/site/error_page.hpp"

#include <doctest/doctest.h>

#include <string>

namespace synfin::server::site {
namespace {

using http::status;

TEST_CASE("an error page names its status and explains it") {
  for (const status each :
       {status::moved_permanently, status::bad_request, status::forbidden, status::not_found,
        status::method_not_allowed, status::request_timeout, status::content_too_large, status::uri_too_long,
        status::range_not_satisfiable, status::expectation_failed, status::header_fields_too_large,
        status::internal_error, status::not_implemented, status::service_unavailable, status::version_not_supported}) {
    const std::string page = error_page(each);
    CAPTURE(page);
    CHECK(page.starts_with("<!doctype html>"));
    CHECK(page.contains("<h1>" + std::to_string(http::code(each)) + " " + std::string(http::reason(each)) + "</h1>"));
    CHECK(page.contains("<p>"));
    CHECK(page.ends_with("</html>\n"));
  }
}

}  // namespace
}  // namespace synfin::server::site
