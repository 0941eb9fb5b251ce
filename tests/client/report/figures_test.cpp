#include "client/report/figures.hpp"

#include <cstdint>
#include <string>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

TEST_CASE("figures: thousands are set apart") {
  CHECK(thousands(std::uint64_t{0}) == "0");
  CHECK(thousands(std::uint64_t{999}) == "999");
  CHECK(thousands(std::uint64_t{1'000}) == "1,000");
  CHECK(thousands(std::uint64_t{903'441}) == "903,441");
  CHECK(thousands(std::uint64_t{12'345'678}) == "12,345,678");
  CHECK(thousands(90'344.12) == "90,344.1");
  CHECK(thousands(0.04) == "0.0");
}

TEST_CASE("figures: latencies have three digits at most") {
  CHECK(latency_text(0) == "0 µs");
  CHECK(latency_text(41) == "41 µs");
  CHECK(latency_text(999.4) == "999 µs");
  CHECK(latency_text(999.6) == "1.00 ms");
  CHECK(latency_text(1'400) == "1.40 ms");
  CHECK(latency_text(9'994) == "9.99 ms");
  CHECK(latency_text(9'996) == "10.0 ms");
  CHECK(latency_text(99'960) == "100 ms");
  CHECK(latency_text(999'400) == "999 ms");
  CHECK(latency_text(999'600) == "1.00 s");
  CHECK(latency_text(3'600'000'000) == "3600 s");
}

TEST_CASE("figures: bytes in binary units") {
  CHECK(bytes_text(0) == "0 B");
  CHECK(bytes_text(1'023) == "1023 B");
  CHECK(bytes_text(1'024) == "1.0 KiB");
  CHECK(bytes_text(604.5 * 1'024 * 1'024) == "604.5 MiB");
}

TEST_CASE("figures: rates are as short as they can be") {
  CHECK(rate_text(20'000) == "20,000/s");
  CHECK(rate_text(0.5) == "0.5/s");
  CHECK(rate_text(33.333) == "33.3/s");
  CHECK(rate_text(1'234.56) == "1,234.6/s");
}

TEST_CASE("figures: one is singular") {
  CHECK(counted(1, "thread") == "1 thread");
  CHECK(counted(64'000, "connection") == "64,000 connections");
}

TEST_CASE("figures: a field is padded by columns, not by bytes") {
  CHECK(columns("41 µs · …") == 9);
  CHECK(right("µs", 4) == "  µs");
  CHECK(left("µs", 4) == "µs  ");
  CHECK(right("longer", 3) == "longer");
}

TEST_CASE("figures: parts are joined as far as they fit") {
  CHECK(wrapped("L", 3, {"aa", "bb", "cc"}, " · ", 10) == "L  aa · bb\n   cc\n");
  CHECK(wrapped("L", 3, {"aa"}, " · ", 10) == "L  aa\n");
  CHECK(wrapped("", 0, {"aaaaaaaaaaaaaa", "b"}, " ", 10) == "aaaaaaaaaaaaaa\nb\n");
}

TEST_CASE("figures: what has no ASCII is put in ASCII") {
  CHECK(to_ascii("41 µs · 3…5 ≤ █▍") == "41 us - 3..5 < #=");
  CHECK(to_ascii("\xe6\xbc\xa2") == "?");
}

}  // namespace
}  // namespace synfin::load
