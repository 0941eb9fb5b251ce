#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "client/report/github_annotations.hpp"
#include "client/report/junit_report.hpp"
#include "client/report/threshold_text.hpp"
#include "client/report/xml_text.hpp"
#include "tests/client/result/sample_result.hpp"

namespace synfin::load {
namespace {

using measure = config::threshold::measure;

load_result with_thresholds() {
  load_result result = sample_result();
  result.settings.urls = {"http://127.0.0.1:8080/?a=1&b=\"<x>"};
  result.thresholds = {{"p99<5ms", 1'400, true, measure::time, true},
                       {"rate>1000", 495, false, measure::rate, true},
                       {"tls.p90<1ms", 0, false, measure::time, false}};
  return result;
}

TEST_CASE("threshold text: the value in its unit") {
  CHECK(value_text({"", 1'400, true, measure::time, true}) == "1.40 ms");
  CHECK(value_text({"", 0.0003, true, measure::share, true}) == "0.03 %");
  CHECK(value_text({"", 1, true, measure::share, true}) == "100 %");
  CHECK(value_text({"", 90'344.12, true, measure::rate, true}) == "90,344.1/s");
  CHECK(value_text({"", 12'003, true, measure::count, true}) == "12,003");
  CHECK(value_text({"", 0, false, measure::time, false}) == "no sample");
}

TEST_CASE("junit: a test case a threshold, a failure with the value for a miss, all of it escaped") {
  CHECK(junit_report(with_thresholds()) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="synfin-client load" tests="3" failures="2" errors="0" time="2.000">
  <testsuite name="http://127.0.0.1:8080/?a=1&amp;b=&quot;&lt;x&gt;" tests="3" failures="2" errors="0" time="2.000" skipped="0" timestamp="2023-11-14T22:13:20.000Z">
    <testcase classname="synfin.load" name="p99&lt;5ms" time="2.000"/>
    <testcase classname="synfin.load" name="rate&gt;1000" time="2.000">
      <failure type="threshold" message="rate&gt;1000: 495.0/s">rate&gt;1000: 495.0/s</failure>
    </testcase>
    <testcase classname="synfin.load" name="tls.p90&lt;1ms" time="2.000">
      <failure type="threshold" message="tls.p90&lt;1ms: no sample">tls.p90&lt;1ms: no sample</failure>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("xml: what it cannot write, and what is no UTF-8, is replaced") {
  struct row {
    std::string_view text;
    std::string_view written;
  };
  using namespace std::string_view_literals;
  const row rows[] = {{"plain", "plain"},
                      {"<&>\"'", "&lt;&amp;&gt;&quot;&apos;"},
                      {"a\tb\nc\r", "a&#9;b&#10;c&#13;"},
                      {"µ漢🙂", "µ漢🙂"},
                      {"\0"sv, "\ufffd"},
                      {"\x1b[0m", "\ufffd[0m"},
                      {"\xff", "\ufffd"},
                      {"\xc3", "\ufffd"},
                      {"\xc0\x80", "\ufffd\ufffd"},
                      {"\xed\xa0\x80", "\ufffd\ufffd\ufffd"},
                      {"\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"},
                      {"\xef\xbf\xbf", "\ufffd"},
                      {"\xe2\x82x", "\ufffd\ufffdx"}};
  for (const auto& [text, written] : rows) {
    CAPTURE(written);
    CHECK(xml_text(text) == written);
  }
}

TEST_CASE("github: an error for each miss, with what ends a command escaped") {
  load_result result = with_thresholds();
  CHECK(github_annotations(result) ==
        "::error title=Threshold missed%3A rate>1000::495.0/s\n"
        "::error title=Threshold missed%3A tls.p90<1ms::no sample\n");
  result.thresholds = {{"errors<0.1%", 0.0003, false, measure::share, true}};
  CHECK(github_annotations(result) == "::error title=Threshold missed%3A errors<0.1%25::0.03 %25\n");
}

TEST_CASE("github: a notice when all hold, a warning when the client was the limit, else nothing") {
  load_result result = sample_result();
  CHECK(github_annotations(result).empty());
  result.thresholds = {{"p99<5ms", 1'400, true, measure::time, true}, {"rate>100", 495, true, measure::rate, true}};
  CHECK(github_annotations(result) == "::notice title=2 thresholds met::p99<5ms (1.40 ms), rate>100 (495.0/s)\n");
  result.thresholds.clear();
  result.workers = {{2.0, 2.0}};
  CHECK(github_annotations(result).starts_with("::warning title=The client's verdict::The client was the limit"));
}

}  // namespace
}  // namespace synfin::load
