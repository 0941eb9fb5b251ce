#include "config/duration.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string_view>

using namespace std::chrono_literals;
using synfin::config::format_duration;
using synfin::config::milliseconds;
using synfin::config::parse_duration;

namespace {

struct written_duration {
  std::string_view text;
  milliseconds value;
};

}  // namespace

TEST_CASE("duration: numbers with units are read and written back as short as they can be") {
  constexpr std::array table{written_duration{"0", 0ms},          written_duration{"1ms", 1ms},
                             written_duration{"500ms", 500ms},    written_duration{"30s", 30s},
                             written_duration{"5m", 5min},        written_duration{"1h", 1h},
                             written_duration{"1m30s", 90s},      written_duration{"2h5m", 125min},
                             written_duration{"1h1ms", 1h + 1ms}, written_duration{"365h", 365h}};
  for (const auto& [text, value] : table) {
    CAPTURE(text);
    CHECK(parse_duration(text) == value);
    CHECK(format_duration(value) == text);
  }
}

TEST_CASE("duration: longer spellings are read as well") {
  CHECK(parse_duration("60s") == 1min);
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("0s") == 0ms);
  CHECK(parse_duration("007ms") == 7ms);
  CHECK(parse_duration("9223372036854775807ms") == milliseconds::max());
}

TEST_CASE("duration: what is none is refused with an example") {
  for (const std::string_view text : {"",     " ",    "5",     "00",   "s",    "ms",   "-5s",   "+5s",
                                      "5 s",  " 5s",  "5s ",   "5S",   "5sec", "5d",   "1.5s",  "60 parsecs",
                                      "1s1m", "1s1s", "30s1h", "1m30", "5ss",  "0x5s", "1e3ms", "99999999999999999999s",
                                      "١s"}) {
    CAPTURE(text);
    const auto parsed = parse_duration(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error() == "not a duration (like 500ms, 30s, 5m)");
  }
}

TEST_CASE("duration: what overflows 64 bits of milliseconds is refused") {
  for (const std::string_view text : {"9223372036854775808ms", "18446744073709551615h", "2562047788015h12m55s808ms"}) {
    CAPTURE(text);
    const auto parsed = parse_duration(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error() == "longer than a duration can be");
  }
}
