#include "config/load/source_list.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::config {
namespace {

TEST_CASE("source list: addresses and ranges are written out in order") {
  struct example {
    std::string_view text;
    std::vector<std::string> expected;
  };
  for (const auto& [text, expected] : {
           example{"127.0.0.1", {"127.0.0.1"}},
           example{"10.0.0.9,::1", {"10.0.0.9", "::1"}},
           example{"127.0.0.254-127.0.1.1", {"127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1"}},
           example{"10.0.0.1-10.0.0.1", {"10.0.0.1"}},
           example{"2001:DB8::fffe-2001:db8::1:0", {"2001:db8::fffe", "2001:db8::ffff", "2001:db8::1:0"}},
           example{"255.255.255.255", {"255.255.255.255"}},
       }) {
    CAPTURE(text);
    const auto found = parse_source_list(text);
    REQUIRE(found);
    CHECK(*found == expected);
  }
}

TEST_CASE("source list: what is wrong is named") {
  struct example {
    std::string_view text;
    std::string_view says;
  };
  using namespace std::string_view_literals;
  for (const auto& [text, says] : {
           example{"", "\"\" is not an address"},
           example{"127.0.0.1,", "\"\" is not an address"},
           example{"localhost", "\"localhost\" is not an address"},
           example{"[::1]", "is not an address"},
           example{"10.0.0.0/24", "is not an address"},
           example{"10.0.0.1-", "is not an address"},
           example{"-10.0.0.1", "is not an address"},
           example{"1-2-3", "is not an address"},
           example{"10.0.0.1\0"sv, "is not an address"},
           example{"10.0.0.2-10.0.0.1", "does not go from an address up"},
           example{"10.0.0.2-::1", "does not go from an address up"},
           example{"10.0.0.1-10.1.0.1", "more than 65536"},
           example{"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "more than 65536"},
           example{"10.0.0.1-10.0.0.3,10.0.0.2", "10.0.0.2 is there twice"},
       }) {
    CAPTURE(text);
    const auto found = parse_source_list(text);
    REQUIRE_FALSE(found);
    CHECK(std::string_view(found.error()).contains(says));
  }
}

}  // namespace
}  // namespace synfin::config
