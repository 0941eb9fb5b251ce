#include "client/load/checking/digest.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace synfin::load::checking {
namespace {

// FIPS 180-4's own example.
constexpr std::string_view of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST_CASE("digest: the sum does not depend on where the bytes are cut, and can be made again") {
  digest sum;
  for (std::size_t cut = 0; cut <= 3; ++cut) {
    sum.restart();
    sum.add(std::string_view("abc").substr(0, cut));
    sum.add(std::string_view("abc").substr(cut));
    CHECK(text_of(sum.value()) == of_abc);
  }
  sum.restart();
  CHECK(text_of(sum.value()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("digest: a sum is 64 hex digits of either case") {
  const auto read = parse_sha256(of_abc);
  REQUIRE(read.has_value());
  CHECK(text_of(read.value_or(sha256_value{})) == of_abc);
  CHECK(parse_sha256("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD") == read);
  for (const std::string_view text : {"", "ba", "xa7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0"}) {
    CHECK_FALSE(parse_sha256(text).has_value());
  }
}

}  // namespace
}  // namespace synfin::load::checking
