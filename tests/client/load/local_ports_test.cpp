#include "client/load/local_ports.hpp"

#include <string_view>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

TEST_CASE("local ports: the range less what is reserved in it") {
  struct example {
    std::string_view range;
    std::string_view reserved;
    std::uint64_t ports;
  };
  for (const auto& [range, reserved, ports] : {
           example{"32768\t60999\n", "\n", 28'232},
           example{"32768 60999", "", 28'232},
           example{"1000 1009", "1001,1003-1005,1005-1006\n", 5},
           example{"1000 1009", "1-999,1010-65535", 10},
           example{"1000 1009", "0-65535", 0},
           example{"1000 1009", "1000-99999999", 0},
           example{"1000 1009", "x,,-,1002-,1001", 8},
           example{"1000 1000", "", 1},
           example{"1 65535", "", 65'535},
           example{"", "", 0},
           example{"9 1", "", 0},
           example{"1 65536", "", 0},
           example{"-5 -1", "", 0},
           example{"many", "", 0},
       }) {
    CAPTURE(range);
    CAPTURE(reserved);
    CHECK(count_ports(range, reserved) == ports);
  }
}

TEST_CASE("local ports: this machine has some") { CHECK(read_local_ports().ports > 0); }

}  // namespace
}  // namespace synfin::load
