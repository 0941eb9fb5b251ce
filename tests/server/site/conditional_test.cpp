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

struct sample {
  std::vector<field> fields;
  bool expected;
};

http::request_head get(const std::vector<field>& fields) {
  http::request_head request;
  request.method = http::method::get;
  request.fields = fields;
  return request;
}

const sample conditions[] = {
    {{}, false},
    {{{"If-None-Match", R"("abc")"}}, true},
    {{{"if-none-match", R"("abc")"}}, true},
    {{{"If-None-Match", R"(W/"abc")"}}, true},
    {{{"If-None-Match", "*"}}, true},
    {{{"If-None-Match", R"("x", W/"y" ,"abc")"}}, true},
    {{{"If-None-Match", R"("x")"}, {"If-None-Match", R"("abc")"}}, true},
    {{{"If-None-Match", R"("x,"abc"")"}}, false},
    {{{"If-None-Match", R"("a")"}}, false},
    {{{"If-None-Match", "abc"}}, false},
    {{{"If-None-Match", R"(w/"abc")"}}, false},
    {{{"If-None-Match", R"("ABC")"}}, false},
    {{{"If-None-Match", ""}}, false},
    {{{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}, true},
    {{{"If-Modified-Since", "Sunday, 06-Nov-94 08:49:37 GMT"}}, true},
    {{{"If-Modified-Since", "Sun Nov  6 08:49:37 1994"}}, true},
    {{{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:38 GMT"}}, true},
    {{{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}, false},
    {{{"If-Modified-Since", "Mon, 07 Nov 1994 08:49:37 GMT"}}, true},
    {{{"If-Modified-Since", "Mon, 07 Nov 1994 08:49:38 GMT"}}, false},  // in the future
    {{{"If-Modified-Since", "yesterday"}}, false},
    {{{"If-Modified-Since", ""}}, false},
    {{{"If-None-Match", R"("x")"}, {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}, false},
    {{{"If-None-Match", R"("abc")"}, {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}, true},
};

TEST_CASE("what the peer has already is not sent again; its entity-tags outweigh its date") {
  for (const auto& [fields, expected] : conditions) {
    if (!fields.empty()) CAPTURE(fields.front().value);
    CHECK(not_modified(get(fields), current, today) == expected);
  }
}

const sample range_conditions[] = {
    {{}, true},
    {{{"If-Range", R"("abc")"}}, true},
    {{{"If-Range", R"("x")"}}, false},
    {{{"If-Range", R"(W/"abc")"}}, false},
    {{{"If-Range", "abc"}}, false},
    {{{"If-Range", "*"}}, false},
    {{{"If-Range", ""}}, false},
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
