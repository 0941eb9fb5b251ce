#include "client/trace/forms/flow_json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/client/trace/lives.hpp"

namespace synfin::trace {
namespace {

using nlohmann::json;
using test::followed;

TEST_CASE("flow json: a pair has both connections as each would be alone") {
  const flow plain = followed(test::plain_life().segments());
  const flow refused = followed(test::refused_life().segments());
  const auto pair = json::parse(pair_json(plain, refused));
  CHECK(pair["schema"] == "synfin.trace-pair/1");
  CHECK(pair["first"] == json::parse(flow_json(plain)));
  CHECK(pair["second"] == json::parse(flow_json(refused)));
}

}  // namespace
}  // namespace synfin::trace
