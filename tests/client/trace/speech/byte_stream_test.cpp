#include "client/trace/speech/byte_stream.hpp"

#include <doctest/doctest.h>

namespace synfin::trace {
namespace {

byte_stream::piece at(std::uint64_t where, std::string_view bytes, std::size_t step = 0) {
  return {where, bytes.size(), bytes, where + 100, step};
}

TEST_CASE("byte stream: pieces in any order, and over one another") {
  byte_stream bytes;
  bytes.add(at(6, "ghi", 1));
  bytes.add(at(0, "abc", 2));
  bytes.add(at(1, "BCDEFGHIJK", 3));
  bytes.add(at(0, "", 4));
  CHECK(bytes.read(0, 100) == "abcDEFghiJK");
  CHECK(bytes.read(2, 3) == "cDE");
  CHECK(bytes.view(3, 100) == "DEF");
  CHECK(bytes.end() == 11);
  CHECK(bytes.step_of(2) == 2);
  CHECK(bytes.step_of(4) == 3);
  CHECK(bytes.step_of(10) == 3);
  CHECK(bytes.place_of(10) == 110);
}

TEST_CASE("byte stream: gaps") {
  byte_stream bytes;
  CHECK(bytes.end() == 0);
  CHECK_FALSE(bytes.gap_at(0));
  CHECK(bytes.read(0, 10).empty());
  CHECK_FALSE(bytes.piece_from(0));
  bytes.add({.at = 2, .size = 4, .bytes = "ab", .place = 2, .step = 0});
  bytes.add({.at = 8, .size = 2, .bytes = "cd", .place = 8, .step = 1});
  CHECK(bytes.gap_at(0));
  CHECK_FALSE(bytes.gap_at(3));
  CHECK(bytes.gap_at(4));
  CHECK(bytes.gap_at(7));
  CHECK_FALSE(bytes.gap_at(10));
  CHECK(bytes.read(2, 10) == "ab");
  CHECK(bytes.piece_from(3) == 8);
  CHECK_FALSE(bytes.piece_from(9));
  CHECK(bytes.step_of(7) == 0);
}

}  // namespace
}  // namespace synfin::trace
