#include "client/trace/wire/frame.hpp"

#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "tests/client/trace/packet.hpp"
#include "tests/support/held.hpp"

namespace synfin::trace {
namespace {

using test::bytes_of;
using test::held;
using test::packet;

const packet syn{.seq = 7,
                 .ack = 0,
                 .flags = "S",
                 .window = 64240,
                 .options = std::string("\x02\x04\x05\xb4\x04\x02\x08\x0a", 8) + std::string(8, '\0') +
                            std::string("\x01\x03\x03\x07", 4),
                 .payload = {}};

TEST_CASE("frame: a SYN with all that it offers") {
  const segment seen = held(read_frame(test::raw_ip, bytes_of(syn.bytes()), test::captured_at));
  CHECK(seen.time == test::captured_at);
  CHECK(seen.from.text() == "192.0.2.20:50000");
  CHECK(seen.to.text() == "192.0.2.10:80");
  CHECK(seen.seq == 7);
  CHECK((seen.syn && !seen.acks && !seen.fin && !seen.rst));
  CHECK(seen.window == 64240);
  CHECK(seen.options.mss == 1460);
  CHECK(seen.options.window_scale == 7);
  CHECK(seen.options.sack_permitted);
  CHECK(seen.options.timestamps);
  CHECK(seen.size == 0);
}

TEST_CASE("frame: payload, over IPv6, of which the capture has a part") {
  const packet data{.v6 = true, .from_client = false, .flags = "PA", .options = {}, .payload = "0123456789"};
  const std::string whole = data.bytes();
  const segment all = held(read_frame(test::raw_ip, bytes_of(whole), {}));
  CHECK(all.from.text() == "[2001:db8::1]:80");
  CHECK(all.payload == "0123456789");
  const segment part =
      held(read_frame(test::raw_ip, bytes_of(std::string_view(whole).substr(0, whole.size() - 4)), {}));
  CHECK(part.size == 10);
  CHECK(part.payload == "012345");
}

TEST_CASE("frame: every kind of link that is known") {
  const std::string ip = syn.bytes();
  const std::string addresses(12, 'x');
  const std::string ethernet = addresses + "\x08" + std::string(1, '\0') + ip;
  const std::string tagged = addresses + std::string("\x81\x00\x00\x05\x08\x00", 6) + ip;
  const std::pair<int, std::string> frames[] = {{0, std::string(4, 'x') + ip},
                                                {1, ethernet},
                                                {1, tagged},
                                                {12, ip},
                                                {14, ip},
                                                {101, ip},
                                                {108, std::string(4, 'x') + ip},
                                                {113, std::string(16, 'x') + ip},
                                                {228, ip},
                                                {276, std::string(20, 'x') + ip}};
  for (const auto& [type, frame] : frames) {
    CAPTURE(type);
    CHECK(knows_link_type(type));
    CHECK(held(read_frame(type, bytes_of(frame), {})).seq == 7);
  }
  CHECK_FALSE(knows_link_type(147));
  CHECK_FALSE(read_frame(147, bytes_of(ip), {}).has_value());
}

TEST_CASE("frame: clocks, blocks that came ahead, and the packet's number") {
  const std::string edges = packet::four(100) + packet::four(200) + packet::four(300) + packet::four(0xfffffff0);
  packet ack{.seq = 7, .flags = "A", .options = std::string("\x01\x01\x05\x12", 4) + edges, .payload = {}};
  std::string ip = ack.bytes();
  ip[4] = 0x12;
  ip[5] = 0x34;
  const segment seen = held(read_frame(test::raw_ip, bytes_of(ip), {}));
  CHECK(seen.options.sack_blocks == 2);
  CHECK(seen.options.sacks[0] == sack_block{100, 200});
  CHECK(seen.options.sacks[1] == sack_block{300, 0xfffffff0});
  CHECK(seen.packet_id == 0x1234);
  ack.options = std::string("\x01\x01\x08\x0a", 4) + packet::four(11) + packet::four(22);
  ack.v6 = true;
  const segment stamped = held(read_frame(test::raw_ip, bytes_of(ack.bytes()), {}));
  CHECK(stamped.options.ts_value == 11);
  CHECK(stamped.options.ts_echo == 22);
  CHECK_FALSE(stamped.packet_id.has_value());
}

TEST_CASE("frame: padding behind a short packet is no payload") {
  const std::string padded = syn.bytes() + std::string(6, '\0');
  CHECK(held(read_frame(test::raw_ip, bytes_of(padded), {})).size == 0);
}

TEST_CASE("frame: behind extension headers of IPv6") {
  const packet data{.v6 = true, .flags = "A", .options = {}, .payload = "abc"};
  std::string ip = data.bytes();
  const std::string options_header = std::string("\x06\x00", 2) + std::string(6, '\0');
  ip[6] = 0;  // hop by hop
  ip[5] = static_cast<char>(ip[5] + 8);
  ip.insert(40, options_header);
  CHECK(held(read_frame(test::raw_ip, bytes_of(ip), {})).payload == "abc");
  ip[40] = 17;  // UDP behind it
  CHECK_FALSE(read_frame(test::raw_ip, bytes_of(ip), {}).has_value());
}

TEST_CASE("frame: what is cut before TCP's header ends, or is not TCP, is none") {
  const std::string ip = syn.bytes();
  for (std::size_t size = 0; size < ip.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(read_frame(test::raw_ip, bytes_of(std::string_view(ip).substr(0, size)), {}).has_value());
  }
  std::string udp = ip;
  udp[9] = 17;
  CHECK_FALSE(read_frame(test::raw_ip, bytes_of(udp), {}).has_value());
  std::string fragment = ip;
  fragment[7] = 9;
  CHECK_FALSE(read_frame(test::raw_ip, bytes_of(fragment), {}).has_value());
  std::string other = ip;
  other[0] = 0x75;
  CHECK_FALSE(read_frame(test::raw_ip, bytes_of(other), {}).has_value());
}

}  // namespace
}  // namespace synfin::trace
