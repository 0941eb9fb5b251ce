#include "server/site/codings/inflate.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>
#include <string_view>

#include "server/site/codings/compress.hpp"

namespace synfin::server::site {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr std::array real_codings{coding::gzip, coding::brotli, coding::zstd};
constexpr std::size_t plenty = 1'000'000;

std::string packed(coding which, std::string_view content) { return compress(which, content).value(); }

auto refusal(inflate_problem why) { return std::unexpected(why); }

// As gzip -n, brotli and zstd write it.
constexpr auto gzip_hello =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00"sv;
constexpr auto brotli_hello = "\x0f\x02\x80\x68\x65\x6c\x6c\x6f\x03"sv;
constexpr auto zstd_hello = "\x28\xb5\x2f\xfd\x04\x58\x29\x00\x00\x68\x65\x6c\x6c\x6f\xa3\x6d\x9f\x88"sv;

TEST_CASE("what other programs have packed is unpacked") {
  CHECK(inflate(coding::gzip, gzip_hello, 5) == "hello");
  CHECK(inflate(coding::brotli, brotli_hello, 5) == "hello");
  CHECK(inflate(coding::zstd, zstd_hello, 5) == "hello");
  CHECK(inflate(coding::identity, "hello", 5) == "hello");
}

TEST_CASE("content that ends too early is truncated, wherever it is cut") {
  for (const coding which : real_codings) {
    const std::string whole = packed(which, std::string(3000, 'a') + "some more of it");
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
      CAPTURE(name_of(which));
      CAPTURE(cut);
      CHECK(inflate(which, whole.substr(0, cut), plenty) == refusal(inflate_problem::truncated));
    }
  }
}

TEST_CASE("more than is allowed is too long; exactly that much is not") {
  for (const coding which : all_codings) {
    CAPTURE(name_of(which));
    const std::string content(10'000, 'b');
    CHECK(inflate(which, packed(which, content), 10'000) == content);
    CHECK(inflate(which, packed(which, content), std::numeric_limits<std::size_t>::max()) == content);
    CHECK(inflate(which, packed(which, content), 9'999) == refusal(inflate_problem::too_long));
    CHECK(inflate(which, packed(which, content), 0) == refusal(inflate_problem::too_long));
    CHECK(inflate(which, packed(which, ""), 0) == "");
  }
}

TEST_CASE("a bomb is stopped at the limit") {
  const std::string bomb(5'000'000, '\0');
  for (const coding which : real_codings) {
    CAPTURE(name_of(which));
    CHECK(inflate(which, packed(which, bomb), 100'000) == refusal(inflate_problem::too_long));
  }
}

TEST_CASE("what stands behind the end is refused") {
  for (const coding which : real_codings) {
    for (const auto tail : {"x"sv, "\0"sv, "some text"sv, "(\xb5/ "sv, "\x50\x2a\x4e\x18"sv}) {
      CAPTURE(name_of(which));
      CAPTURE(tail);
      CHECK(inflate(which, packed(which, "hello").append(tail), plenty) == refusal(inflate_problem::trailing));
    }
  }
}

TEST_CASE("gzip members and zstd frames follow each other, brotli streams do not") {
  for (const coding which : {coding::gzip, coding::zstd}) {
    CAPTURE(name_of(which));
    const std::string twice = packed(which, "one ") + packed(which, "") + packed(which, "two");
    CHECK(inflate(which, twice, 7) == "one two");
    CHECK(inflate(which, twice, 6) == refusal(inflate_problem::too_long));
    CHECK(inflate(which, twice.substr(0, twice.size() - 1), 7) == refusal(inflate_problem::truncated));
  }
  const std::string two = packed(coding::brotli, "one ") + packed(coding::brotli, "two");
  CHECK(inflate(coding::brotli, two, plenty) == refusal(inflate_problem::trailing));
}

TEST_CASE("a skippable zstd frame says nothing") {
  const std::string skippable = "\x5a\x2a\x4d\x18\x03\x00\x00\x00xyz"s;
  CHECK(inflate(coding::zstd, skippable + packed(coding::zstd, "hello") + skippable, plenty) == "hello");
}

TEST_CASE("a zstd window up to 8 MiB is taken, a wider one is not") {
  // No checksum, no content size; the window's byte; one raw block of one byte.
  const auto frame = [](char window) { return "\x28\xb5\x2f\xfd\x00"s + window + "\x09\x00\x00x"s; };
  CHECK(inflate(coding::zstd, frame('\x68'), plenty) == "x");
  CHECK(inflate(coding::zstd, frame('\x69'), plenty) == refusal(inflate_problem::too_wide));
  CHECK(inflate(coding::zstd, frame('\x70'), plenty) == refusal(inflate_problem::too_wide));
}

TEST_CASE("what is not in the coding, or damaged, is corrupt") {
  CHECK(inflate(coding::gzip, "<!doctype html>", plenty) == refusal(inflate_problem::corrupt));
  CHECK(inflate(coding::zstd, "<!doctype html>", plenty) == refusal(inflate_problem::corrupt));
  CHECK(inflate(coding::brotli, "\xff\xff\xff\xff\xff\xff", plenty) == refusal(inflate_problem::corrupt));
  CHECK(inflate(coding::gzip, "\x78\x9c\x03\x00\x00\x00\x00\x01"sv, plenty) == refusal(inflate_problem::corrupt));

  std::string bad_sum(gzip_hello);
  bad_sum[17] = '\0';
  CHECK(inflate(coding::gzip, bad_sum, plenty) == refusal(inflate_problem::corrupt));
  std::string bad_check(zstd_hello);
  bad_check.back() = '\0';
  CHECK(inflate(coding::zstd, bad_check, plenty) == refusal(inflate_problem::corrupt));
}

}  // namespace
}  // namespace synfin::server::site
