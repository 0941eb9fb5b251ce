#include "config/load/sitemap.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

#include "config/load/gzip_text.hpp"

using synfin::config::gunzip;
using synfin::config::is_gzip;
using synfin::config::parse_sitemap;
using texts = std::vector<std::string>;

namespace {

constexpr std::string_view head = R"(<?xml version="1.0" encoding="UTF-8"?>
)";

std::string gzipped(std::string_view text) {
  z_stream state{};
  REQUIRE(deflateInit2(&state, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&state, text.size()) + 32, '\0');
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  state.avail_in = static_cast<uInt>(text.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&state, Z_FINISH) == Z_STREAM_END);
  out.resize(state.total_out);
  deflateEnd(&state);
  return out;
}

std::string error_of(std::string_view text) {
  const auto made = parse_sitemap(text);
  REQUIRE_FALSE(made.has_value());
  return made.error();
}

}  // namespace

TEST_CASE("sitemap: the locations of its pages, entities undone, white space taken off") {
  const std::string text = std::string(head) + R"(<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
    <!-- x --><url><loc> http://a/?x=1&amp;y=2
      </loc><lastmod>2026-01-01</lastmod><image:image><image:loc>http://a/i.png</image:loc></image:image></url>
    <url><loc><![CDATA[http://a/c]]>&#x64;</loc></url><url><loc></loc></url><url/>
  </urlset>)";
  for (const std::string& bytes : {text, gzipped(text), gzipped(text.substr(0, 50)) + gzipped(text.substr(50))}) {
    const auto made = parse_sitemap(bytes);
    REQUIRE(made.has_value());
    CHECK_FALSE(made->index);
    CHECK(made->locations == texts{"http://a/?x=1&y=2", "http://a/cd"});
  }
}

TEST_CASE("sitemap: an index names sitemaps; prefixes and missing namespaces do not matter") {
  const auto made = parse_sitemap(
      "<s:sitemapindex xmlns:s='x'><s:sitemap><s:loc>http://a/1.xml</s:loc></s:sitemap>"
      "<s:url><s:loc>no</s:loc></s:url></s:sitemapindex>");
  REQUIRE(made.has_value());
  CHECK(made->index);
  CHECK(made->locations == texts{"http://a/1.xml"});
  CHECK(parse_sitemap("<urlset><url><loc>http://a/</loc></url></urlset>")->locations == texts{"http://a/"});
}

TEST_CASE("sitemap: what is none is an error that says where") {
  CHECK(error_of("").starts_with("line 1: "));
  CHECK(error_of("{}").starts_with("line 1: "));
  CHECK(error_of("<html/>") == "line 1: neither a urlset nor a sitemapindex");
  CHECK(error_of("<urlset>\n<url></urlset>").starts_with("line 2: "));
  CHECK(error_of("<urlset>").starts_with("line 1: "));
  CHECK(error_of("<urlset><url><loc>&nbsp;</loc></url></urlset>").starts_with("line 1: "));
  std::string deep = "<urlset>";
  for (int i = 0; i < 100; ++i) deep += "<a>";
  CHECK(error_of(deep) == "line 1: elements lie too deep");
  CHECK(error_of("<urlset><url><loc>" + std::string(20'000, 'x') + "</loc></url></urlset>") ==
        "line 1: a location is too long");
  CHECK(error_of("\x1f\x8b"
                 "cut") == "not gzip, or cut short");
}

TEST_CASE("sitemap: a document type, and the entities it could bring, is refused") {
  CHECK(
      error_of(std::string(head) + "<!DOCTYPE urlset [<!ENTITY a \"b\">]><urlset><url><loc>&a;</loc></url></urlset>") ==
      "line 2: a document type declaration has no place in a sitemap");
  CHECK(error_of("<!DOCTYPE urlset SYSTEM \"file:///etc/passwd\"><urlset/>").contains("document type"));
}

TEST_CASE("gzip text: unpacks up to a limit, and says why it cannot") {
  const std::string packed = gzipped(std::string(100'000, 'x'));
  CHECK(is_gzip(packed));
  CHECK(gunzip(packed, 100'000)->size() == 100'000);
  CHECK(gunzip(packed, 99'999).error().starts_with("unpacked it is larger than "));
  CHECK(gunzip(packed.substr(0, packed.size() - 1), 100'000).error() == "not gzip, or cut short");
  CHECK(gunzip(packed + "rest", 100'000).error() == "not gzip, or cut short");
  CHECK(gunzip("", 10).error() == "not gzip, or cut short");
}
