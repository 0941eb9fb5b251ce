#include "server/trace/saved_syn.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace synfin::server::trace {
namespace {

using namespace std::string_literals;

std::optional<saved_syn> read(std::string_view headers) { return read_saved_syn(std::as_bytes(std::span(headers))); }

/// Ports, numbers, flags, a window of 64,240; then mss 1460, SACK, timestamps, no operation, window scale 7.
const std::string tcp =
    "\xc3\x50\x00\x50\x01\x02\x03\x04\x00\x00\x00\x00\xa0\x02\xfa\xf0\x00\x00\x00\x00"s
    "\x02\x04\x05\xb4\x04\x02\x08\x0a\x00\x00\x00\x01\x00\x00\x00\x00\x01\x03\x03\x07"s;
const std::string v4 = "\x45"s + std::string(8, '\0') + "\x06"s + std::string(10, '\0');
const std::string v6 = "\x60"s + std::string(5, '\0') + "\x06\x40"s + std::string(32, '\0');

TEST_CASE("saved syn: its number, window and options, by IPv4 and IPv6") {
  // With eight bytes of options for hops, behind which TCP stands.
  const std::string v6_with_options =
      "\x60"s + std::string(5, '\0') + "\x00\x40"s + std::string(32, '\0') + "\x06\x00"s + std::string(6, '\0');
  for (const std::string& ip : {v4, v6, v6_with_options}) {
    const saved_syn found = read(ip + tcp).value_or(saved_syn{});
    CHECK(found.seq == 0x01020304);
    CHECK(found.window == 64'240);
    CHECK(found.options == tcp::options{1460, 7, true, true, 0, {}, 1, 0});
  }
}

TEST_CASE("saved syn: cut anywhere there is none, and an option that is cut is not there") {
  for (const std::string& ip : {v4, v6}) {
    const std::string whole = ip + tcp;
    for (std::size_t length = 0; length < whole.size(); ++length) CHECK_FALSE(read(whole.substr(0, length)));
  }
  std::string short_header = v4 + tcp;
  short_header[v4.size() + 12] = '\x60';  // four bytes of options: the MSS alone
  CHECK(read(short_header).value_or(saved_syn{}).options ==
        tcp::options{1460, std::nullopt, false, false, 0, {}, 0, 0});
}

TEST_CASE("saved syn: what is no IP, or no TCP behind it, is refused") {
  CHECK_FALSE(read("\x15"s + v4.substr(1) + tcp));
  CHECK_FALSE(read("\x60"s + std::string(5, '\0') + "\x11\x40"s + std::string(32, '\0') + tcp));
}

}  // namespace
}  // namespace synfin::server::trace
