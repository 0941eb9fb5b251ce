#include "server/site/codings/content_hash.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace synfin::server::site {
namespace {

TEST_CASE("the hash is XXH3-128 as xxh128sum has it, in base64url") {
  for (const auto& [content, expected] : std::array<std::pair<std::string, std::string_view>, 4>{
           {{"", "maoG0wFHmNhgAcMkRo1Jfw"},                          // 99aa06d3014798d86001c324468d497f
            {"a", "qW-vcFrxaDTmxjK2HpZOHw"},                         // a96faf705af16834e6c632b61e964e1f
            {"hello, world", "Ecg9nB7jaBZMCr4XtV22nA"},              // 11c83d9c1ee368164c0abe17b55db69c
            {std::string(1000, 'x'), "UKGvWl8tzwHApId7liy6gg"}}}) {  // 50a1af5a5f2dcf01c0a4877b962cba82
    CAPTURE(expected);
    CHECK(hash_text(content) == expected);
  }
}

TEST_CASE("pieces give the hash of the whole, wherever it is cut") {
  std::string content;
  while (content.size() < 600) content += std::to_string(content.size());
  const std::string expected = hash_text(content);
  for (std::size_t cut = 0; cut <= content.size(); ++cut) {
    CAPTURE(cut);
    content_hasher hasher;
    hasher.update(std::string_view(content).substr(0, cut));
    hasher.update(std::string_view(content).substr(cut));
    CHECK(hasher.tag() == expected);
    CHECK(hasher.tag() == expected);
  }
}

TEST_CASE("a hasher without bytes has the hash of nothing") { CHECK(content_hasher().tag() == hash_text("")); }

TEST_CASE("entity tags are strong and differ by the coding") {
  CHECK(etag_of("Abc-_", coding::identity) == "\"Abc-_\"");
  CHECK(etag_of("Abc-_", coding::gzip) == "\"Abc-_.gz\"");
  CHECK(etag_of("Abc-_", coding::brotli) == "\"Abc-_.br\"");
  CHECK(etag_of("Abc-_", coding::zstd) == "\"Abc-_.zst\"");
}

}  // namespace
}  // namespace synfin::server::site
