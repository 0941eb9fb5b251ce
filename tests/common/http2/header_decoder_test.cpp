#include "common/http2/header_decoder.hpp"

#include <string>

#include <doctest/doctest.h>

namespace synfin::http2 {
namespace {

std::string decoded(header_decoder& with, std::string_view block) {
  std::string all;
  const auto take = [&all](auto name, auto value) { all.append(name).append("=").append(value).append(";"); };
  return with.decode(block, take) ? all : "broken";
}

// RFC 7541 §C.3.
TEST_CASE("header decoder: blocks share a table") {
  header_decoder decoder(4096);
  CHECK(decoded(decoder, "\x82\x86\x84\x41\x0fwww.example.com") ==
        ":method=GET;:scheme=http;:path=/;:authority=www.example.com;");
  CHECK(decoded(decoder, "\x82\x86\x84\xbe\x58\x08no-cache") ==
        ":method=GET;:scheme=http;:path=/;:authority=www.example.com;cache-control=no-cache;");
  CHECK(decoded(decoder, "").empty());
}

TEST_CASE("header decoder: cut anywhere, a block gives some of its fields or is broken; and after that all are") {
  const std::string whole = "\x82\x86\x84\x41\x0fwww.example.com";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    header_decoder decoder(4096);
    const std::string found = decoded(decoder, whole.substr(0, size));
    CHECK((found == "broken") == (size > 3));
    if (size > 3) CHECK(decoded(decoder, whole) == "broken");
  }
}

TEST_CASE("header decoder: a table may grow as far as was allowed") {
  const std::string grows = "\x3f\xe1\xff\x03\x82";  // to 65,536
  header_decoder small(4096);
  CHECK(decoded(small, grows) == "broken");
  header_decoder large(65'536);
  CHECK(decoded(large, grows) == ":method=GET;");
}

}  // namespace
}  // namespace synfin::http2
