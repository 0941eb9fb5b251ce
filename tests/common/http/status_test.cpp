#include "common/http/status.hpp"

#include <doctest/doctest.h>

namespace synfin::http {
namespace {

TEST_CASE("a status has its number and its reason phrase") {
  CHECK(code(status::ok) == 200);
  CHECK(reason(status::ok) == "OK");
  CHECK(code(status::header_fields_too_large) == 431);
  CHECK(reason(status::header_fields_too_large) == "Request Header Fields Too Large");
  CHECK(code(status::permanent_redirect) == 308);
  CHECK(reason(status::permanent_redirect) == "Permanent Redirect");
  CHECK(reason(status::misdirected_request) == "Misdirected Request");
  CHECK(reason(static_cast<status>(299)) == "Unknown");
}

}  // namespace
}  // namespace synfin::http
