#include "client/sandbox/packet_kind.hpp"

#include <string>

#include <doctest/doctest.h>

namespace synfin::sandbox {
namespace {

std::string packet(char first, std::size_t at, char protocol) {
  std::string made(40, '\0');
  made[0] = first;
  made[at] = protocol;
  return made;
}

TEST_CASE("packet kind: TCP of both versions is TCP, and nothing else is") {
  CHECK(is_tcp(packet('\x45', 9, 6)));
  CHECK(is_tcp(packet('\x60', 6, 6)));
  CHECK_FALSE(is_tcp(packet('\x45', 9, 1)));
  CHECK_FALSE(is_tcp(packet('\x60', 6, 58)));
  CHECK_FALSE(is_tcp(packet('\x60', 9, 6)));
  CHECK_FALSE(is_tcp(packet('\xf0', 9, 6)));
  CHECK_FALSE(is_tcp(packet('\x45', 9, 6).substr(0, 19)));
  CHECK_FALSE(is_tcp(""));
}

}  // namespace
}  // namespace synfin::sandbox
