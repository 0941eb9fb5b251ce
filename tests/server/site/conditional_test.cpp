#include "server/site/conditional.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

#include "common/http/date.hpp"

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;
using http::field;

const wall_seconds changed = *http::parse_date("Sun, 06 Nov 1994 08:49:37 GMT", {});
const wall_seconds today = changed + 24h;
const validators current{R"("abc")", changed};

constexpr auto passed = precondition::passed;
constexpr auto not_modified = precondition::not_modified;
constexpr auto failed = precondition::failed;

constexpr std::string_view at_change = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view before_change = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view in_the_future = "Mon, 07 Nov 1994 08:49:38 GMT";

struct sample {
  std::vector<field> fields;
  precondition expected;
};

http::request_head get(const std::vector<field>& fields, http::method method = http::method::get) {
  http::request_head request;
  request.method = method;
  request.fields = fields;
  return request;
}

const sample cache_conditions[] = {
    {{}, passed},
    {{{"If-None-Match", R"("abc")"}}, not_modified},
    {{{"if-none-match", R"("abc")"}}, not_modified},
    {{{"If-None-Match", R"(W/"abc")"}}, not_modified},
    {{{"If-None-Match", "*"}}, not_modified},
    {{{"If-None-Match", R"("x", W/"y" ,"abc")"}}, not_modified},
    {{{"If-None-Match", R"("x")"}, {"If-None-Match", R"("abc")"}}, not_modified},
    {{{"If-None-Match", R"("x,"abc"")"}}, passed},
    {{{"If-None-Match", R"("a")"}}, passed},
    {{{"If-None-Match", "abc"}}, passed},
    {{{"If-None-Match", R"(w/"abc")"}}, passed},
    {{{"If-None-Match", R"("ABC")"}}, passed},
    {{{"If-None-Match", ""}}, passed},
    {{{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}, not_modified},
    {{{"If-Modified-Since", "Sunday, 06-Nov-94 08:49:37 GMT"}}, not_modified},
    {{{"If-Modified-Since", "Sun Nov  6 08:49:37 1994"}}, not_modified},
    {{{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:38 GMT"}}, not_modified},
    {{{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}, passed},
    {{{"If-Modified-Since", "Mon, 07 Nov 1994 08:49:37 GMT"}}, not_modified},
    {{{"If-Modified-Since", "Mon, 07 Nov 1994 08:49:38 GMT"}}, passed},  // in the future
    {{{"If-Modified-Since", "yesterday"}}, passed},
    {{{"If-Modified-Since", ""}}, passed},
    {{{"If-None-Match", R"("x")"}, {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}, passed},
    {{{"If-None-Match", R"("abc")"}, {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}, not_modified},
};

TEST_CASE("what the peer has already is not sent again; its entity-tags outweigh its date") {
  for (const auto& [fields, expected] : cache_conditions) {
    if (!fields.empty()) CAPTURE(fields.front().value);
    CHECK(evaluate(get(fields), current, today) == expected);
    CHECK(evaluate(get(fields, http::method::head), current, today) == expected);
  }
}

const sample write_conditions[] = {
    {{{"If-Match", R"("abc")"}}, passed},
    {{{"if-match", R"("x", "abc")"}}, passed},
    {{{"If-Match", R"("x")"}, {"If-Match", R"("abc")"}}, passed},
    {{{"If-Match", "*"}}, passed},
    {{{"If-Match", " * "}}, passed},
    {{{"If-Match", R"(W/"abc")"}}, failed},
    {{{"If-Match", R"("x")"}}, failed},
    {{{"If-Match", "abc"}}, failed},
    {{{"If-Match", ""}}, failed},
    {{{"If-Unmodified-Since", at_change}}, passed},
    {{{"If-Unmodified-Since", in_the_future}}, passed},
    {{{"If-Unmodified-Since", before_change}}, failed},
    {{{"If-Unmodified-Since", "Sunday, 06-Nov-94 08:49:36 GMT"}}, failed},
    {{{"If-Unmodified-Since", "Sun Nov  6 08:49:36 1994"}}, failed},
    {{{"If-Unmodified-Since", "long ago"}}, passed},
    {{{"If-Unmodified-Since", before_change}, {"If-Unmodified-Since", before_change}}, passed},
};

TEST_CASE("a version that is not the one meant fails its condition") {
  for (const auto& [fields, expected] : write_conditions) {
    CAPTURE(fields.front().value);
    CHECK(evaluate(get(fields), current, today) == expected);
    CHECK(evaluate(get(fields, http::method::other), current, today) == expected);
  }
}

const sample together[] = {
    {{{"If-Unmodified-Since", before_change}, {"If-Match", R"("abc")"}}, passed},
    {{{"If-Match", R"("x")"}, {"If-Unmodified-Since", at_change}}, failed},
    {{{"If-None-Match", R"("abc")"}, {"If-Match", R"("abc")"}}, not_modified},
    {{{"If-None-Match", R"("abc")"}, {"If-Match", R"("x")"}}, failed},
    {{{"If-None-Match", R"("x")"}, {"If-Match", R"("abc")"}, {"If-Modified-Since", at_change}}, passed},
    {{{"If-Modified-Since", at_change}, {"If-Match", "*"}}, not_modified},
    {{{"If-Modified-Since", at_change}, {"If-Unmodified-Since", before_change}}, failed},
    {{{"If-Modified-Since", at_change}, {"If-Unmodified-Since", at_change}}, not_modified},
    {{{"If-Modified-Since", at_change}, {"If-Modified-Since", at_change}}, passed},
    {{{"If-Modified", at_change}, {"If-", "*"}, {"If-Range", R"("x")"}}, passed},
};

TEST_CASE("conditions are weighed in RFC 9110's order") {
  for (const auto& [fields, expected] : together) {
    CAPTURE(fields.front().value);
    CHECK(evaluate(get(fields), current, today) == expected);
  }
}

TEST_CASE("for other methods a tag that matches fails, and a date says nothing") {
  const std::vector<field> tags{{"If-None-Match", R"("abc")"}};
  const std::vector<field> all{{"If-None-Match", "*"}};
  const std::vector<field> other_tags{{"If-None-Match", R"("x")"}};
  const std::vector<field> date{{"If-Modified-Since", at_change}};
  CHECK(evaluate(get(tags, http::method::other), current, today) == failed);
  CHECK(evaluate(get(all, http::method::other), current, today) == failed);
  CHECK(evaluate(get(other_tags, http::method::other), current, today) == passed);
  CHECK(evaluate(get(date, http::method::other), current, today) == passed);
}

struct tag_sample {
  std::string_view list;
  bool expected;
};

const tag_sample tag_lists[] = {
    {R"("a,b")", true},
    {R"("x", "a,b")", true},
    {R"(,, "x" ,,"a,b",)", true},
    {R"("x\", "a,b")", true},  // a backslash escapes nothing
    {"\"\xff\x80\", \"a,b\"", true},
    {R"("a", "b")", false},
    {R"("a)", false},
    {R"("a,b)", false},
    {R"("x" "a,b")", false},
    {R"("x"y, "a,b")", false},
    {R"("x, "a,b")", false},
    {R"(x, "a,b")", false},
    {R"(W/, "a,b")", false},
    {R"(W/)", false},
    {R"(W)", false},
    {R"(")", false},
    {R"("")", false},
    {R"(*, "x")", false},
};

TEST_CASE("a list of tags is read as far as it is well-formed; tags may hold commas and any bytes") {
  for (const auto& [list, expected] : tag_lists) {
    CAPTURE(list);
    const std::vector<field> none_match{{"If-None-Match", list}};
    const std::vector<field> match{{"If-Match", list}};
    const validators tagged{R"("a,b")", changed};
    CHECK(evaluate(get(none_match), tagged, today) == (expected ? not_modified : passed));
    CHECK(evaluate(get(match), tagged, today) == (expected ? passed : failed));
  }
}

TEST_CASE("a malformed line leaves the next one alone") {
  const std::vector<field> fields{{"If-None-Match", R"("x)"}, {"If-None-Match", R"("abc")"}};
  CHECK(evaluate(get(fields), current, today) == not_modified);
}

TEST_CASE("a weak tag serves caches alone, and where there is no tag only * matches") {
  for (const std::string_view tag : {R"("abc")", R"(W/"abc")"}) {
    CAPTURE(tag);
    const std::vector<field> none_match{{"If-None-Match", tag}};
    const std::vector<field> match{{"If-Match", tag}};
    const std::vector<field> range{{"If-Range", tag}};
    const validators weak{R"(W/"abc")", changed};
    CHECK(evaluate(get(none_match), weak, today) == not_modified);
    CHECK(evaluate(get(match), weak, today) == failed);
    CHECK_FALSE(range_allowed(get(range), weak, today));

    const validators untagged{{}, changed};
    CHECK(evaluate(get(none_match), untagged, today) == passed);
    CHECK(evaluate(get(match), untagged, today) == failed);
    CHECK_FALSE(range_allowed(get(range), untagged, today));
  }
  const std::vector<field> all{{"If-Match", "*"}};
  CHECK(evaluate(get(all), {{}, changed}, today) == passed);
}

struct range_sample {
  std::vector<field> fields;
  bool expected;
};

const range_sample range_conditions[] = {
    {{}, true},
    {{{"If-Range", R"("abc")"}}, true},
    {{{"If-Range", R"("x")"}}, false},
    {{{"If-Range", R"(W/"abc")"}}, false},
    {{{"If-Range", "abc"}}, false},
    {{{"If-Range", "*"}}, false},
    {{{"If-Range", ""}}, false},
    {{{"If-Range", R"("abc)"}}, false},
    {{{"If-Range", R"("x", "abc")"}}, false},
    {{{"If-Range", R"("abc")"}, {"If-Range", R"("abc")"}}, false},
    {{{"If-Range", "Sun, 06 Nov 1994 08:49:37 GMT"}}, true},
    {{{"If-Range", "Sun, 06 Nov 1994 08:49:38 GMT"}}, false},
    {{{"If-Range", "Sun, 06 Nov 1994 08:49:36 GMT"}}, false},
};

TEST_CASE("a range goes on only with the very version that it began with") {
  for (const auto& [fields, expected] : range_conditions) {
    if (!fields.empty()) CAPTURE(fields.front().value);
    CHECK(range_allowed(get(fields), current, today) == expected);
  }
}

TEST_CASE("a date is no strong validator while its second may still bring a change") {
  const std::vector<field> fields{{"If-Range", "Sun, 06 Nov 1994 08:49:37 GMT"}};
  CHECK_FALSE(range_allowed(get(fields), current, changed));
  CHECK_FALSE(range_allowed(get(fields), current, changed + 1s));
  CHECK(range_allowed(get(fields), current, changed + 2s));
}

}  // namespace
}  // namespace synfin::server::site
