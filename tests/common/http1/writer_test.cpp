#include "common/http1/writer.hpp"

#include <doctest/doctest.h>

namespace synfin::http1 {
namespace {

TEST_CASE("a status line and fields are appended with their line ends") {
  std::string out = "before ";
  append_status_line(out, http::status::not_found);
  append_field(out, "Content-Length", "0");
  append_field(out, "Empty", "");
  CHECK(out == "before HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nEmpty: \r\n");
}

}  // namespace
}  // namespace synfin::http1
