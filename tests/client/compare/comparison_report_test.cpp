#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "client/compare/comparison_json.hpp"
#include "client/compare/comparison_page.hpp"
#include "client/compare/comparison_text.hpp"
#include "client/compare/figure_text.hpp"
#include "client/report/figures.hpp"
#include "tests/client/compare/simulated_run.hpp"

namespace synfin::load {
namespace {

comparison sample(double slower) {
  auto found =
      compare(test::side("a.json", {.seed = 1}), test::side("b<i>.json", {.seed = 2, .slower = slower}), 0.01, false);
  REQUIRE(found.has_value());
  return *std::move(found);
}

TEST_CASE("comparison text: says what changed, in 80 columns") {
  const std::string text = comparison_text(sample(1.2));
  CHECK(text.starts_with("Baseline    a.json · 1 run, 20 intervals"));
  CHECK(text.contains("\nSlower: rate -"));
  CHECK(text.contains("slower, large\n"));
  CHECK(text.contains("none on either side\n"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(columns(line) <= 80, line);
  CHECK(comparison_text(sample(0.8)).contains("\nFaster: rate +"));
  CHECK(comparison_text(sample(1)).contains("\nNo difference shown."));
}

TEST_CASE("comparison text: changes have a sign and as many digits as they are worth") {
  CHECK(change_text(figure::p50, 0.0512) == "+5.12 %");
  CHECK(change_text(figure::rate, -0.123) == "-12.3 %");
  CHECK(change_text(figure::errors, 0.001) == "+0.10 points");
  CHECK(value_text(figure::errors, 0.0123) == "1.23 %");
  CHECK(value_text(figure::p99, 1'400) == "1.40 ms");
}

TEST_CASE("comparison JSON: every figure with its interval and verdict") {
  const auto out = nlohmann::json::parse(comparison_json({sample(1.2), sample(1)}));
  CHECK(out["schema"] == "synfin.compare/1");
  REQUIRE(out["comparisons"].size() == 2);
  const auto& first = out["comparisons"][0];
  CHECK(first["verdict"] == "slower");
  CHECK(first["candidate"]["name"] == "b<i>.json");
  CHECK(first["drawn"] == "intervals");
  CHECK(first["figures"].size() == figures);
  for (const auto& each : first["figures"]) {
    CHECK(each.contains("not_judged") != each.contains("verdict"));
    if (each.contains("low")) CHECK(each["low"] <= each["high"]);
  }
  CHECK(out["comparisons"][1]["verdict"] == "no difference shown");
}

TEST_CASE("comparison page: stands alone, and text from elsewhere stays text") {
  const std::string page = comparison_page({sample(1.2)});
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(page.contains("prefers-color-scheme: dark"));
  CHECK(page.contains("<svg viewBox="));
  CHECK(page.contains("b&lt;i&gt;.json"));
  CHECK_FALSE(page.contains("<i>"));
  for (const char* elsewhere : {"http://", "https://", "<script", "@import", "src="})
    CHECK_FALSE(page.contains(elsewhere));
  CHECK_FALSE(page.contains("nan"));
}

}  // namespace
}  // namespace synfin::load
