#include "client/report/html/html_report.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "client/report/html/story.hpp"
#include "tests/client/result/sample_result.hpp"

namespace synfin::load {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The first element that is not closed in its turn; empty if all are. Of HTML as this page writes it.
std::string unbalanced(std::string_view page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at + 1)) {
    const std::string_view tag = page.substr(at + 1, page.find('>', at) - at - 1);
    const std::string name{tag.substr(tag.starts_with('/') ? 1 : 0, tag.find_first_of(" \n", 1))};
    if (tag.ends_with('/') || tag.starts_with('!') || name == "meta") continue;
    if (!tag.starts_with('/')) {
      open.push_back(name);
      continue;
    }
    if (open.empty() || open.back() != name.substr(0, name.find('>'))) return name;
    open.pop_back();
  }
  return open.empty() ? "" : open.back();
}

TEST_CASE("html report: one page that loads nothing and runs nothing") {
  const std::string page = html_report(open_loop_sample());
  CHECK(page.starts_with("<!doctype html>\n"));
  CHECK(page.ends_with("</html>\n"));
  CHECK(contains(page, "content=\"default-src 'none';"));
  for (const char* outside : {"<script", " src=", "url(", "@import", "<link", "<iframe", " style=", "javascript:"}) {
    CAPTURE(outside);
    CHECK_FALSE(contains(page, outside));
  }
  CHECK(unbalanced(page).empty());
}

TEST_CASE("html report: says in words what was done, what came of it, and whose figures these are") {
  const auto result = open_loop_sample();
  CHECK(contains(html::what_was_done(result),
                 "sent 1,000 requests to http://127.0.0.1:8080/ within 2.2 s, over 8 connections"));
  CHECK(contains(html::what_was_done(result), "due at 500/s on average"));
  CHECK(contains(html::what_was_done(sample_result()), "(a closed loop)"));
  CHECK(contains(html::what_came_of_it(result), "990 were answered, 440.0 a second."));
  CHECK(contains(html::what_came_of_it(result), "10 failed."));
  CHECK(contains(html_report(result), "<section class=\"box good\"><h2>Whose figures are these?</h2><p>The server’s"));
  auto busy = result;
  busy.workers = {{1.99, 2.0}};
  CHECK(contains(html_report(busy), "<section class=\"box bad\"><h2>Whose figures are these?</h2><p>The client was"));
}

TEST_CASE("html report: has each plot for which there are figures") {
  const std::string open = html_report(open_loop_sample());
  for (const char* id :
       {"percentiles", "distribution", "phases", "throughput", "latency-over-time", "connection-states", "time-wait"}) {
    CAPTURE(id);
    CHECK(contains(open, std::string("<figure id=\"") + id + "\">"));
  }
  const std::string closed = html_report(sample_result());
  CHECK(contains(closed, "<figure id=\"percentiles\">"));
  CHECK_FALSE(contains(closed, "<figure id=\"throughput\">"));
  CHECK_FALSE(contains(closed, ">raw<"));
}

TEST_CASE("html report: no figure of it is not a number") {
  auto odd = open_loop_sample();
  odd.duration_s = 0;
  odd.workers.clear();
  odd.timeline.intervals.resize(1);
  odd.timeline.intervals.front() = {};
  load_result nothing;
  for (const auto& result : {open_loop_sample(), sample_result(), odd, nothing}) {
    const std::string page = html_report(result);
    CHECK(unbalanced(page).empty());
    for (const char* bad : {"nan", "inf ", "inf\"", "=\"-"}) {
      CAPTURE(bad);
      CHECK_FALSE(contains(page, bad));
    }
  }
}

TEST_CASE("html report: text from elsewhere is text, wherever it stands") {
  const std::string hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\xff\x1b";
  auto result = open_loop_sample();
  result.settings.urls = {hostile};
  result.settings.method = hostile;
  result.settings.headers = {{hostile, "secret"}};
  result.settings.sources = {hostile};
  result.servers = {hostile};
  result.counts.failed_by[0].example = hostile;
  result.counts.tls_peer = {hostile, hostile, hostile, hostile};
  result.counts.tls.record(1);
  result.notes = {hostile};
  result.thresholds = {{hostile, 1, false}};
  result.parts.resize(1);
  result.parts.front().name = hostile;
  const std::string page = html_report(result);
  CHECK_FALSE(contains(page, "<script"));
  CHECK_FALSE(contains(page, "<img"));
  CHECK_FALSE(contains(page, "\x1b"));
  CHECK(contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK(unbalanced(page).empty());
}

TEST_CASE("html report: credentials in header fields are not passed on") {
  auto result = sample_result();
  result.settings.headers = {{"Authorization", "Bearer secret-token"}};
  const std::string page = html_report(result);
  CHECK(contains(page, "Authorization"));
  CHECK_FALSE(contains(page, "secret-token"));
}

TEST_CASE("html report: thresholds and parts are told") {
  auto result = sample_result();
  result.thresholds = {{"p99<5ms", 1'400, true, config::threshold::measure::time},
                       {"rate>1000", 10, false, config::threshold::measure::rate}};
  result.parts.resize(1);
  result.parts.front().name = "host-a.json";
  const std::string page = html_report(result);
  CHECK(contains(page, "<li class=\"held\"><strong>p99 &lt; 5ms</strong>: 1.40 ms (holds)</li>"));
  CHECK(contains(page, "<li class=\"missed\"><strong>rate &gt; 1000</strong>: 10.0/s (missed)</li>"));
  CHECK(contains(page, "host-a.json"));
}

TEST_CASE("html report: an hour of intervals does not make an endless page") {
  auto result = open_loop_sample();
  result.duration_s = 3'600;
  result.timeline.intervals.resize(3'600);
  CHECK(html_report(result).size() < 600'000);
}

}  // namespace
}  // namespace synfin::load
