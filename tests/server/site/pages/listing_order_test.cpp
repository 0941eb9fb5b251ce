#include "server/site/pages/listing_order.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;

struct sample {
  std::string_view query;
  listing_order expected;
};

constexpr sample samples[] = {
    {"", {}},
    {"?", {}},
    {"?sort=name&order=asc", {}},
    {"?sort=size", {sort_key::size, false}},
    {"sort=size&order=desc", {sort_key::size, true}},
    {"?order=desc&sort=modified", {sort_key::modified, true}},
    {"?v=2&&sort=size&x", {sort_key::size, false}},
    {"?sort=size&sort=modified", {sort_key::modified, false}},
    {"?order=desc&order=asc", {}},
    {"?sort=size&sort=nonsense", {sort_key::size, false}},
    {"?sort=", {}},
    {"?sort", {}},
    {"?sort=Size", {}},
    {"?sort=size=1", {}},
    {"?order=descending", {}},
    {"?xsort=size", {}},
    {"?sort=%73ize", {}},
    {"??sort=size", {}},
    {"&&&===&", {}},
};

TEST_CASE("a query says how to sort; what it says beside that is ignored") {
  for (const auto& [query, expected] : samples) {
    CAPTURE(query);
    CHECK(parse_order(query) == expected);
  }
}

TEST_CASE("an order asks for itself") {
  CHECK(query_of({sort_key::size, true}) == "?sort=size&order=desc");
  for (const sort_key key : {sort_key::name, sort_key::size, sort_key::modified}) {
    for (const bool descending : {false, true}) {
      const listing_order order{key, descending};
      CHECK(parse_order(query_of(order)) == order);
    }
  }
}

std::string sorted(const listing_order& order) {
  std::vector<listed_entry> entries{
      {"b.txt", false, 5, wall_seconds{30s}}, {"zoo", true, 9, wall_seconds{10s}},
      {"A.txt", false, 7, wall_seconds{20s}}, {"attic", true, 1, wall_seconds{20s}},
      {"a.txt", false, 5, wall_seconds{20s}}, {"\xff", false, 0, wall_seconds{0s}},
  };
  sort_entries(entries, order);
  std::string names;
  for (const listed_entry& each : entries) names += each.name + " ";
  return names;
}

TEST_CASE("folders come first, then what the order says, then names without regard to case") {
  CHECK(sorted({}) == "attic zoo A.txt a.txt b.txt \xff ");
  CHECK(sorted({sort_key::name, true}) == "zoo attic \xff b.txt a.txt A.txt ");
  CHECK(sorted({sort_key::size, false}) == "attic zoo \xff a.txt b.txt A.txt ");
  CHECK(sorted({sort_key::size, true}) == "attic zoo A.txt a.txt b.txt \xff ");
  CHECK(sorted({sort_key::modified, false}) == "zoo attic \xff A.txt a.txt b.txt ");
  CHECK(sorted({sort_key::modified, true}) == "attic zoo b.txt A.txt a.txt \xff ");
}

}  // namespace
}  // namespace synfin::server::site
