#include "config/header_line.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

using synfin::config::parse_header_line;
using header = std::pair<std::string, std::string>;

TEST_CASE("header line: name and value, without the white space around the value") {
  CHECK(*parse_header_line("Accept: text/html") == header{"Accept", "text/html"});
  CHECK(*parse_header_line("X-A:b: c") == header{"X-A", "b: c"});
  CHECK(*parse_header_line("host: \t example.com \t") == header{"host", "example.com"});
  CHECK(*parse_header_line("X-Empty:") == header{"X-Empty", ""});
}

TEST_CASE("header line: what is none, and what would break the message's frame, is refused") {
  for (const std::string_view text :
       {"", "Accept", ": x", "A b: c", " A: b", "A : b", "Ä: b", "A\r: b", "A: b\r\nC: d", "A: b\n", "A: b\rc",
        "Content-Length: 5", "content-length:5", "Transfer-Encoding: chunked"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_header_line(text));
  }
  CHECK_FALSE(parse_header_line(std::string_view{"A: b\0c", 6}));
}
