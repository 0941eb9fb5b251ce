#include "client/trace/forms/pcapng.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using namespace std::string_view_literals;
using test::followed;
using test::packet;

segment framed(const packet& made, int link_type, std::uint32_t more = 0) {
  const std::string bytes = made.bytes();
  auto read = read_frame(test::raw_ip, test::bytes_of(bytes), test::captured_at + std::chrono::nanoseconds(5));
  REQUIRE(read.has_value());
  auto found = read.value_or(segment{});
  found.frame = std::make_shared<const raw_frame>(link_type, static_cast<std::uint32_t>(bytes.size()) + more, bytes);
  return found;
}

const packet opening{.seq = 1000, .flags = "S", .options = {}, .payload = {}};
const packet answer{.from_client = false, .seq = 1, .ack = 1001, .flags = "SA", .options = {}, .payload = {}};

std::uint32_t number_at(std::string_view text, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(text.at(at + i));
  return value;
}

/// The blocks of a file, each of which must say its length at both ends.
std::vector<std::string> blocks_of(std::string_view file) {
  std::vector<std::string> all;
  while (!file.empty()) {
    const std::size_t length = number_at(file, 4);
    REQUIRE(length % 4 == 0);
    REQUIRE(length <= file.size());
    CHECK(number_at(file, length - 4) == length);
    all.emplace_back(file.substr(0, length));
    file.remove_prefix(length);
  }
  return all;
}

std::vector<std::string> written(const std::vector<segment>& all) {
  const auto file = pcapng(followed(all), "synfin-client 1.2.3");
  REQUIRE(file.has_value());
  return blocks_of(file.value_or(""));
}

TEST_CASE("pcapng: a section, an interface, a block a frame") {
  const auto blocks = written({framed(opening, 101), framed(answer, 101)});
  REQUIRE(blocks.size() == 4);
  CHECK(blocks[0].substr(0, 4) == "\x0a\x0d\x0d\x0a"sv);
  CHECK(blocks[0].substr(8, 8) == "\x4d\x3c\x2b\x1a\x01\x00\x00\x00"sv);
  CHECK(blocks[0].find("192.0.2.20:50000 to 192.0.2.10:80") != std::string::npos);
  CHECK(blocks[0].find("synfin-client 1.2.3") != std::string::npos);
  CHECK(blocks[1] == "\x01\0\0\0\x20\0\0\0\x65\0\0\0\0\0\0\0\x09\0\x01\0\x09\0\0\0\0\0\0\0\x20\0\0\0"sv);
}

TEST_CASE("pcapng: a frame has its time in nanoseconds, and both its lengths") {
  const auto block = written({framed(opening, 101, 2)}).at(2);
  const std::string bytes = opening.bytes();
  CHECK(number_at(block, 0) == 6);
  CHECK(number_at(block, 8) == 0);
  const std::uint64_t stamp = (std::uint64_t{number_at(block, 12)} << 32) | number_at(block, 16);
  CHECK(stamp == 500'000ULL * 3600 * 1'000'000'000 + 5);
  CHECK(number_at(block, 20) == bytes.size());
  CHECK(number_at(block, 24) == bytes.size() + 2);
  CHECK(block.substr(28, bytes.size()) == bytes);
}

TEST_CASE("pcapng: bytes are padded to whole words") {
  packet odd = opening;
  odd.payload = "x";
  const auto block = written({framed(odd, 101)}).at(2);
  const std::size_t size = odd.bytes().size();
  CHECK(block.size() == 32 + size + 3);
  CHECK(block.substr(28 + size, 3) == "\0\0\0"sv);
}

TEST_CASE("pcapng: each kind of link has an interface, by the number that files have for it") {
  const auto blocks = written({framed(opening, 12), framed(answer, 113), framed(opening, 12)});
  REQUIRE(blocks.size() == 6);
  CHECK(blocks[1].substr(8, 2) == "\x65\0"sv);
  CHECK(number_at(blocks[2], 8) == 0);
  CHECK(blocks[3].substr(8, 2) == "\x71\0"sv);
  CHECK(number_at(blocks[4], 8) == 1);
  CHECK(number_at(blocks[5], 8) == 0);
}

TEST_CASE("pcapng: what was not captured cannot be written") {
  segment told = framed(opening, 101);
  told.frame = nullptr;
  const auto file = pcapng(followed({told}), "x");
  REQUIRE_FALSE(file.has_value());
  CHECK(file.error().find("no frames") != std::string::npos);
}

}  // namespace
}  // namespace synfin::trace
