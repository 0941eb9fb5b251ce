#include "server/site/asked_fields.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace synfin::server::site {
namespace {

using fields = std::vector<http::field>;

TEST_CASE("what a site looks at is found whatever its case") {
  const asked_fields found = look_through(fields{{"HOST", "x"},
                                                 {"accept-encoding", "gzip"},
                                                 {"AUTHORIZATION", "Basic x"},
                                                 {"origin", "https://a"},
                                                 {"range", "bytes=0-"},
                                                 {"If-none-match", "*"}});
  CHECK(found.host == "x");
  CHECK(found.authorization == "Basic x");
  CHECK(found.origin == "https://a");
  CHECK(found.range == "bytes=0-");
  CHECK(found.has_coding);
  CHECK(found.has_condition);
}

TEST_CASE("what looks like one of them is none") {
  const asked_fields found = look_through(fields{{"Hosts", "x"},
                                                 {"Accept-Encodin", "gzip"},
                                                 {"If-Range", "x"},
                                                 {"Ifs", "y"},
                                                 {"Ranges", "z"},
                                                 {"", ""},
                                                 {"Origin-Isolation", "a"}});
  CHECK(found.host.empty());
  CHECK(found.range.empty());
  CHECK(found.origin.empty());
  CHECK_FALSE(found.has_coding);
  CHECK_FALSE(found.has_condition);
}

TEST_CASE("each of the conditions is one") {
  for (const auto* const name : {"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"})
    CHECK(look_through(fields{{name, "x"}}).has_condition);
}

TEST_CASE("several ranges lines are none") {
  CHECK(look_through(fields{{"Range", "bytes=0-1"}, {"Range", "bytes=2-3"}}).range.empty());
  CHECK(look_through(fields{{"Range", "a"}, {"Range", "b"}, {"Range", "c"}}).range.empty());
}

}  // namespace
}  // namespace synfin::server::site
