#include "config/byte_size.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

using synfin::config::format_byte_size;
using synfin::config::parse_byte_size;

namespace {

struct written_size {
  std::string_view text;
  std::uint64_t value;
};

}  // namespace

TEST_CASE("byte size: sizes are read and written back as short as they can be") {
  constexpr std::array table{written_size{"0", 0},
                             written_size{"512", 512},
                             written_size{"1000", 1000},
                             written_size{"1KiB", 1024},
                             written_size{"1025", 1025},
                             written_size{"64KiB", 65536},
                             written_size{"1MiB", 1ULL << 20},
                             written_size{"1536KiB", 3ULL << 19},
                             written_size{"3GiB", 3ULL << 30},
                             written_size{"2TiB", 2ULL << 40}};
  for (const auto& [text, value] : table) {
    CAPTURE(text);
    CHECK(parse_byte_size(text) == value);
    CHECK(format_byte_size(value) == text);
  }
}

TEST_CASE("byte size: every spelling of a multiple means a power of 1024") {
  for (const std::string_view text : {"64k", "64K", "64KiB", "64kiB", "64Kib", "65536", "65536B"}) {
    CAPTURE(text);
    CHECK(parse_byte_size(text) == 65536);
  }
  CHECK(parse_byte_size("16m") == 16U << 20U);
  CHECK(parse_byte_size("1g") == 1U << 30U);
}

TEST_CASE("byte size: what is none is refused with an example") {
  for (const std::string_view text : {"", " ", "k", "KiB", "-1", "+1", "1 k", " 1k", "1k ", "64KB", "64kb", "64KIB",
                                      "1b", "1.5M", "1KiBB", "0x10", "1P", "12z", "99999999999999999999"}) {
    CAPTURE(text);
    const auto parsed = parse_byte_size(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error() == "not a size (like 512, 64KiB, 1MiB)");
  }
}

TEST_CASE("byte size: the largest fits, one more does not") {
  CHECK(parse_byte_size("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK(parse_byte_size("16777215TiB") == 16777215ULL << 40U);
  CHECK_FALSE(parse_byte_size("16777216TiB"));
  CHECK_FALSE(parse_byte_size("18446744073709551615k"));
}
