#include "server/site/multipart.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

namespace synfin::server::site {
namespace {

TEST_CASE("parts stand between their heads, and the length is that of all bytes") {
  const std::string content = "0123456789abcdefghij";
  const std::vector<byte_range> ranges{{2, 3}, {19, 1}};
  const multipart_frame frame = frame_parts("text/plain", content.size(), ranges, "cut");
  REQUIRE(frame.heads.size() == 2);
  std::string body;
  for (std::size_t part = 0; part < ranges.size(); ++part) {
    body += frame.heads[part] + content.substr(ranges[part].first, ranges[part].length);
  }
  body += frame.end;
  CHECK(body ==
        "--cut\r\nContent-Type: text/plain\r\nContent-Range: bytes 2-4/20\r\n\r\n234"
        "\r\n--cut\r\nContent-Type: text/plain\r\nContent-Range: bytes 19-19/20\r\n\r\nj"
        "\r\n--cut--\r\n");
  CHECK(frame.length == body.size());
}

TEST_CASE("a part's head is longer than any gap that is sent along") {
  const std::vector<byte_range> one{{0, 1}};
  const multipart_frame frame = frame_parts("text/css", 100, one, boundary_of("x"));
  CHECK(frame.heads[0].size() + 2 >= least_gap);
}

TEST_CASE("large positions are written in full") {
  const std::vector<byte_range> ranges{{18'000'000'000'000'000'000U, 1'000}};
  const multipart_frame frame = frame_parts("a/b", 18'000'000'000'000'001'000U, ranges, "b");
  CHECK(frame.heads[0].contains("bytes 18000000000000000000-18000000000000000999/18000000000000001000\r\n"));
}

TEST_CASE("the type names the boundary") { CHECK(multipart_type("abc") == "multipart/byteranges; boundary=abc"); }

TEST_CASE("a boundary is 32 hexadecimal digits, the same for the same seed and another for every other") {
  std::set<std::string> seen;
  for (const std::string& seed :
       {std::string{}, std::string("a"), std::string("b"), std::string("ab"), std::string("ba"), std::string(1, '\0'),
        std::string(2, '\0'), std::string("\"1.2-3-4\""), std::string("\"1.2-3-5\""), std::string(5000, '\xff')}) {
    CAPTURE(seed);
    const std::string boundary = boundary_of(seed);
    CHECK(boundary.size() == 32);
    CHECK(boundary.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(boundary == boundary_of(seed));
    CHECK(seen.insert(boundary).second);
  }
}

}  // namespace
}  // namespace synfin::server::site
