#include "server/site/codings/compress.hpp"

#include <doctest/doctest.h>

#include <array>
#include <expected>
#include <stop_token>
#include <string>
#include <string_view>

#include "server/site/codings/inflate.hpp"
#include "tests/server/site/codings/samples.hpp"

namespace synfin::server::site {
namespace {

TEST_CASE("what is compressed comes out again as it was, in every coding and at every size") {
  for (const coding which : all_codings) {
    for (const std::size_t size : {0U, 1U, 255U, 256U, 65'536U, 1'500'000U}) {
      CAPTURE(name_of(which));
      CAPTURE(size);
      for (const std::string& content : {prose(size), noise(size)}) {
        const auto made = compress(which, content);
        REQUIRE(made);
        CHECK(inflate(which, *made, content.size()) == content);
      }
    }
  }
}

TEST_CASE("prose shrinks to a tenth in each coding, and brotli is the smallest") {
  const std::string content = prose(100'000);
  for (const coding which : {coding::gzip, coding::brotli, coding::zstd}) {
    CAPTURE(name_of(which));
    CHECK(compress(which, content).value().size() < content.size() / 10);
  }
  CHECK(compress(coding::brotli, content).value().size() < compress(coding::gzip, content).value().size());
}

TEST_CASE("what is to stop makes nothing") {
  std::stop_source stop;
  stop.request_stop();
  for (const coding which : {coding::gzip, coding::brotli, coding::zstd}) {
    CAPTURE(name_of(which));
    CHECK(compress(which, prose(100'000), stop.get_token()) == std::unexpected(compress_problem::stopped));
  }
}

TEST_CASE("identity is the content itself") { CHECK(compress(coding::identity, "abc") == "abc"); }

TEST_CASE("the same content gives the same bytes; a gzip header holds no time and no name") {
  const std::string content = prose(5000);
  for (const coding which : all_codings) CHECK(compress(which, content) == compress(which, content));
  const std::string gzip = compress(coding::gzip, content).value();
  CHECK(gzip.substr(0, 8) == std::string_view("\x1f\x8b\x08\x00\x00\x00\x00\x00", 8));
}

TEST_CASE("zstd keeps to a window of 8 MiB for content that is larger") {
  const std::string content = prose(9 * 1024 * 1024);
  const auto made = compress(coding::zstd, content);
  REQUIRE(made);
  CHECK(inflate(coding::zstd, *made, content.size()) == content);  // which refuses wider ones
}

TEST_CASE("types of text, code, fonts and plain pictures are compressible, whatever their spelling and parameters") {
  for (const std::string_view type : {"text/html",
                                      "text/html; charset=utf-8",
                                      "TEXT/CSS",
                                      "text/javascript;charset=utf-8",
                                      "application/json",
                                      "application/json ; x=y",
                                      "application/ld+json",
                                      "application/manifest+json",
                                      "Application/Problem+JSON",
                                      "image/svg+xml; charset=utf-8",
                                      "application/xml",
                                      "application/rss+xml",
                                      "application/xhtml+xml",
                                      "application/wasm",
                                      "application/yaml",
                                      "application/toml",
                                      "font/ttf",
                                      "font/otf",
                                      "application/vnd.ms-fontobject",
                                      "image/bmp",
                                      "image/vnd.microsoft.icon",
                                      "image/x-icon"}) {
    CAPTURE(type);
    CHECK(compressible(type));
  }
}

TEST_CASE("types that compress by themselves, media, archives and the unknown are not") {
  for (const std::string_view type : {"",
                                      ";",
                                      "text",
                                      "image/png",
                                      "image/jpeg",
                                      "image/webp",
                                      "image/avif",
                                      "image/tiff",
                                      "font/woff",
                                      "font/woff2",
                                      "video/mp4",
                                      "audio/mpeg",
                                      "audio/wav",
                                      "application/zip",
                                      "application/gzip",
                                      "application/zstd",
                                      "application/x-tar",
                                      "application/pdf",
                                      "application/epub+zip",
                                      "application/octet-stream",
                                      "+json",
                                      "texts/html",
                                      "application/jsonp",
                                      "x-text/html"}) {
    CAPTURE(type);
    CHECK_FALSE(compressible(type));
  }
}

TEST_CASE("compressed content is kept from 5 % and 64 bytes of gain on") {
  struct sample {
    std::size_t original, compressed;
    bool kept;
  };
  for (const auto& [original, compressed, kept] : std::array<sample, 9>{{{1000, 936, true},
                                                                         {1000, 937, false},
                                                                         {10'000, 9500, true},
                                                                         {10'000, 9501, false},
                                                                         {256, 192, true},
                                                                         {256, 193, false},
                                                                         {100, 100, false},
                                                                         {100, 120, false},
                                                                         {0, 0, false}}}) {
    CAPTURE(original);
    CAPTURE(compressed);
    CHECK(worthwhile(original, compressed) == kept);
  }
}

}  // namespace
}  // namespace synfin::server::site
