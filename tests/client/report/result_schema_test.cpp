#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "client/report/json_report.hpp"
#include "config/text_file.hpp"
#include "tests/client/result/full_result.hpp"
#include "tests/support/json_schema.hpp"

namespace synfin::load {
namespace {

using nlohmann::json;

const test::json_schema& schema() {
  static const test::json_schema read = [] {
    const auto text = config::read_text_file(std::string(SYNFIN_CONFIG_DIR) + "/synfin-load.schema.json", 1 << 20);
    REQUIRE(text.has_value());
    return test::json_schema(json::parse(*text));
  }();
  return read;
}

json written(const load_result& result) { return json::parse(json_report(result)); }

/// A full result made small, as every change of it is checked as a whole.
json small() {
  json document = written(full_result());
  document["intervals"].erase(1);
  for (auto& payload : document["histograms"]) payload = "AAAA";
  for (auto& payload : document["intervals"][0]["histograms"]) payload = "AAAA";
  for (auto& payload : document["parts"][0]["histograms"]) payload = "AAAA";
  return document;
}

/// The pointers to every value of a document.
void collect(const json& value, const std::string& at, std::vector<std::string>& all) {
  all.push_back(at);
  if (!value.is_structured()) return;
  for (const auto& [key, member] : value.items()) collect(member, fmt::format("{}/{}", at, key), all);
}

TEST_CASE("result schema: every result fits it") {
  for (const load_result& result : {sample_result(), full_result(), load_result{}}) {
    for (const auto& problem : schema().problems(written(result))) FAIL_CHECK(problem);
  }
}

TEST_CASE("result schema: an object has no key that the schema does not know") {
  const json document = small();
  std::vector<std::string> all;
  collect(document, "", all);
  for (const auto& at : all) {
    CAPTURE(at);
    json changed = document;
    json& place = changed[json::json_pointer(at)];
    if (!place.is_object()) continue;
    place["new key"] = 1;
    CHECK_FALSE(schema().problems(changed).empty());
  }
}

TEST_CASE("result schema: no key but those of what there may be none of can be left out, and each has its type") {
  const json document = small();
  std::vector<std::string> all;
  collect(document, "", all);
  for (const auto& at : all) {
    if (at.empty() || at.contains("histograms/") || at.contains("error_examples/") || at.contains("status/")) continue;
    CAPTURE(at);
    json changed = document;
    changed[json::json_pointer(at)] = json::array({json::array()});
    CHECK_FALSE(schema().problems(changed).empty());
    const auto parent = json::json_pointer(at).parent_pointer();
    changed = document;
    if (!changed[parent].is_object()) continue;
    changed[parent].erase(json::json_pointer(at).back());
    CHECK_FALSE(schema().problems(changed).empty());
  }
}

}  // namespace
}  // namespace synfin::load
