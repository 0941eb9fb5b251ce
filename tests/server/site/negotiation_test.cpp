#include "server/site/negotiation.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace synfin::server::site {
namespace {

using http::field;

std::vector<field> lines_of(std::string_view name, const std::vector<std::string_view>& values) {
  std::vector<field> fields{{"Host", "x"}};
  for (const std::string_view value : values) fields.push_back({name, value});
  return fields;
}

struct coding_sample {
  std::vector<std::string_view> lines;
  accepted_codings expected;  // identity, gzip, br, zstd
};

const coding_sample codings[] = {
    {{}, {{1000, 1, 1, 1}, false}},
    {{""}, {{1, 0, 0, 0}, true}},
    {{" , ,"}, {{1, 0, 0, 0}, true}},
    {{"gzip"}, {{1, 1000, 0, 0}, true}},
    {{"gzip, deflate, br, zstd"}, {{1, 1000, 1000, 1000}, true}},
    {{"gzip,deflate,br,zstd"}, {{1, 1000, 1000, 1000}, true}},
    {{"br;q=0.1, deflate", "gzip, deflate, br, zstd", "zstd;q=0"}, {{1, 1000, 1000, 0}, true}},
    {{"GZip,BR"}, {{1, 1000, 1000, 0}, true}},
    {{"x-gzip"}, {{1, 1000, 0, 0}, true}},
    {{"gzip", "br;q=0.5"}, {{1, 1000, 500, 0}, true}},
    {{"*"}, {{1000, 1000, 1000, 1000}, false}},
    {{"*;q=0"}, {{0, 0, 0, 0}, false}},
    {{"gzip, *;q=0"}, {{0, 1000, 0, 0}, false}},
    {{"*;q=0, gzip"}, {{0, 1000, 0, 0}, false}},
    {{"gzip;q=0, *;q=0.3"}, {{300, 0, 300, 300}, false}},
    {{"identity;q=0"}, {{0, 0, 0, 0}, false}},
    {{"identity;q=0, br"}, {{0, 0, 1000, 0}, false}},
    {{"identity, gzip;q=0.5"}, {{1000, 500, 0, 0}, false}},
    {{"identity;q=0.2, *;q=0"}, {{200, 0, 0, 0}, false}},
    {{"gzip;q=0.123, br;q=0.12, zstd;q=1.000"}, {{1, 123, 120, 1000}, true}},
    {{"gzip;q=1., br;q=0., zstd;q=0"}, {{1, 1000, 0, 0}, true}},
    {{"gzip\t;\tq=0.5 , br ;Q=0.4"}, {{1, 500, 400, 0}, true}},
    {{"gzip, gzip;q=0.1"}, {{1, 100, 0, 0}, true}},
    // Malformed: the member counts for nothing, the others as ever.
    {{"gzip;q=1.001, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q=2, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q=0.1234, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q=-1, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q=.5, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q=, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q = 0.5, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q=0.5;x=1, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q=0,5, br"}, {{1, 0, 1000, 0}, true}},
    {{"gzip;q=1x5, br"}, {{1, 0, 1000, 0}, true}},
    {{"identity;q=none"}, {{1, 0, 0, 0}, true}},
    {{"gzipped, brotli, \"br\", gz ip, zst, zsta, gzid, b, +, x-gzid, identify"}, {{1, 0, 0, 0}, true}},
};

TEST_CASE("what a peer accepts is read from all its lines, and malformed members count for nothing") {
  for (const auto& [lines, expected] : codings) {
    if (!lines.empty()) CAPTURE(lines.front());
    CHECK(accepted(lines_of("accept-encoding", lines)) == expected);
  }
}

const std::vector<coded_size> variants{
    {coding::identity, 1000}, {coding::gzip, 300}, {coding::brotli, 250}, {coding::zstd, 280}};

struct choice_sample {
  std::vector<std::string_view> lines;
  std::optional<coding> expected;
};

const choice_sample choices[] = {
    {{}, coding::identity},
    {{""}, coding::identity},
    {{"gzip, deflate, br, zstd"}, coding::brotli},
    {{"gzip, zstd"}, coding::zstd},
    {{"gzip;q=0.5"}, coding::gzip},
    {{"gzip;q=0.001"}, coding::gzip},
    {{"identity;q=0.001, gzip;q=0.001"}, coding::gzip},
    {{"identity, gzip;q=0.5"}, coding::identity},
    {{"gzip, br;q=0.9"}, coding::gzip},
    {{"*"}, coding::brotli},
    {{"*;q=0.5, identity"}, coding::identity},
    {{"deflate"}, coding::identity},
    {{"deflate, identity;q=0"}, std::nullopt},
    {{"*;q=0"}, std::nullopt},
    {{"*;q=0, zstd;q=0.1"}, coding::zstd},
};

TEST_CASE("the coding liked best is chosen, among equals the smallest") {
  for (const auto& [lines, expected] : choices) {
    if (!lines.empty()) CAPTURE(lines.front());
    CHECK(choose(accepted(lines_of("Accept-Encoding", lines)), variants) == expected);
  }
}

TEST_CASE("only what there is can be chosen") {
  const accepted_codings all = accepted(lines_of("Accept-Encoding", {"gzip, br, zstd"}));
  CHECK_FALSE(choose(all, {}));
  CHECK(choose(all, std::vector{variants[0]}) == coding::identity);
  CHECK(choose(all, std::vector{variants[1]}) == coding::gzip);
  CHECK(choose(all, std::vector<coded_size>{{coding::zstd, 9}, {coding::gzip, 9}}) == coding::zstd);
  CHECK(choose(accepted({}), std::vector{variants[1]}) == coding::gzip);
  CHECK_FALSE(choose(accepted(lines_of("Accept-Encoding", {"br"})), std::vector{variants[1]}));
}

struct form_sample {
  std::vector<std::string_view> lines;
  page_form expected;
};

const form_sample forms[] = {
    {{}, page_form::html},
    {{""}, page_form::html},
    {{"*/*"}, page_form::html},
    {{"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}, page_form::html},
    {{"image/avif,image/webp,*/*;q=0.8"}, page_form::html},
    {{"image/png"}, page_form::html},
    {{"text/*"}, page_form::html},
    {{"application/json"}, page_form::json},
    {{"APPLICATION/JSON"}, page_form::json},
    {{"application/problem+json"}, page_form::json},
    {{"application/*"}, page_form::json},
    {{"application/json, text/plain, */*"}, page_form::json},
    {{"*/*, application/json"}, page_form::json},
    {{"application/json;q=0.5, */*"}, page_form::html},
    {{"text/html;q=0.5, application/json;q=0.6"}, page_form::json},
    {{"text/html;q=0.5", "application/json;q=0.6"}, page_form::json},
    {{"text/html, application/json"}, page_form::html},
    {{"text/html;q=0, */*;q=0.1"}, page_form::json},
    {{"text/plain"}, page_form::text},
    {{"text/plain, text/*;q=0.5"}, page_form::text},
    {{"text/plain;q=0.5, text/html;q=0.4, */*;q=0.1"}, page_form::text},
    {{"*/*;q=0"}, page_form::html},
    {{"application/json;q=nonsense, text/plain;q=0.1"}, page_form::text},
    {{"application/json;profile=\"a,b;q=0\""}, page_form::json},
    {{"application/json;profile=\"a,b;q=0\";q=0.2, text/plain;q=0.3"}, page_form::text},
    {{"application/json;profile=\"a\\\";q=0\";q=0.2, text/plain;q=0.1"}, page_form::json},
    {{"application/json;\"q=0"}, page_form::json},
    {{"application/json;charset=utf-8 ; Q=0.4;ext=1, text/plain;q=0.5"}, page_form::text},
    {{"json, text"}, page_form::html},
};

TEST_CASE("a page is made in the form that the peer likes best, HTML where it does not say") {
  for (const auto& [lines, expected] : forms) {
    if (!lines.empty()) CAPTURE(lines.front());
    CHECK(form_wanted(lines_of("accept", lines)) == expected);
  }
}

struct html_sample {
  std::vector<field> fields;
  bool expected;
};

const html_sample html_wishes[] = {
    {{}, true},
    {{{"Accept", ""}}, true},
    {{{"Accept", "text/html"}}, true},
    {{{"Accept", "application/xhtml+xml;q=0.1"}}, true},
    {{{"Accept", "text/*"}}, true},
    {{{"Accept", "*/*;q=0.001"}}, true},
    {{{"Accept", "image/png"}, {"Accept", "text/html"}}, true},
    {{{"Accept", "application/json, */*"}}, true},
    {{{"Accept", "application/json"}}, false},
    {{{"Accept", "image/*"}}, false},
    {{{"Accept", "*/*;q=0"}}, false},
    {{{"Accept", "text/html;q=0, */*"}}, false},
    {{{"Accept", "text/html;q=bad"}}, false},
    {{{"Sec-Fetch-Dest", "document"}}, true},
    {{{"Sec-Fetch-Dest", "iframe"}, {"Accept", "text/html"}}, true},
    {{{"sec-fetch-dest", "empty"}, {"Accept", "*/*"}}, true},
    {{{"Sec-Fetch-Dest", "document"}, {"Accept", "image/png"}}, false},
    {{{"Sec-Fetch-Dest", "script"}, {"Accept", "*/*"}}, false},
    {{{"Sec-Fetch-Dest", "image"}}, false},
    {{{"Sec-Fetch-Dest", ""}}, false},
};

TEST_CASE("a single-page app answers what would be shown as a page, and nothing else") {
  for (const auto& [fields, expected] : html_wishes) {
    if (!fields.empty()) CAPTURE(fields.front().value);
    CHECK(wants_html(fields) == expected);
  }
}

}  // namespace
}  // namespace synfin::server::site
