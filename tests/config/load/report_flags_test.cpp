#include "config/load/report_flags.hpp"

#include <string>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "config/client_command.hpp"
#include "tests/support/held.hpp"

namespace synfin::config {
namespace {

std::expected<client_command, command_error> parsed(std::vector<const char*> words) {
  words.insert(words.begin(), {"synfin-client", "load", "http://a/"});
  return parse_client_command(words);
}

report_settings reports(const std::vector<const char*>& words) {
  const auto command = parsed(words);
  if (!command) FAIL(command.error().text);
  return std::get<load_settings>(*command).reports;
}

std::string refusal(const std::vector<const char*>& words) {
  const auto command = parsed(words);
  return command ? "" : command.error().text;
}

TEST_CASE("report flags: thresholds are gathered in the order given") {
  const auto found = reports({"--threshold", "p99<5ms", "errors<0.1%", "-c", "4", "--threshold", "rate>1k, max<1s"});
  REQUIRE(found.thresholds.size() == 4);
  CHECK(found.thresholds[0].expression == "p99<5ms");
  CHECK(found.thresholds[1].expression == "errors<0.1%");
  CHECK(found.thresholds[2].expression == "rate>1k");
  CHECK(found.thresholds[3].expression == "max<1s");
}

TEST_CASE("report flags: what is shown meanwhile") {
  CHECK(reports({}).progress == progress_kind::display);
  CHECK(reports({"--progress", "display"}).progress == progress_kind::display);
  CHECK(reports({"--progress", "jsonl"}).progress == progress_kind::jsonl);
  CHECK(reports({"--progress", "off"}).progress == progress_kind::off);
  CHECK(reports({"--no-progress"}).progress == progress_kind::off);
  CHECK(reports({"--admin", "9090"}).admin == "9090");
  CHECK(reports({"--admin", "[::1]:0"}).admin == "[::1]:0");
  CHECK(reports({"--github"}).github);
  CHECK(reports({"--junit", "x.xml", "--threshold", "p99<5ms"}).junit == "x.xml");
}

TEST_CASE("report flags: what is wrong is refused with the reason") {
  CHECK(refusal({"--threshold", "p99<5"}).contains("us, ms or s"));
  CHECK(refusal({"--threshold", "p99<5ms", "conect.p95<1ms"}).contains("did you mean connect.p95?"));
  CHECK(refusal({"--progress", "json"}).contains("display"));
  CHECK(refusal({"--admin", "unix:/x"}).contains("[ADDR:]PORT"));
  CHECK(refusal({"--admin", "65536"}).contains("a port from 0 to 65535"));
  CHECK(refusal({"--admin", "example.org:80"}).contains("numeric"));
  CHECK(refusal({"--junit", "x.xml"}).contains("--junit needs a --threshold"));
}

TEST_CASE("report flags: each report goes to a file of its own") {
  load_settings settings;
  CHECK_FALSE(report_problem(settings));
  settings.reports.json = "-";
  settings.reports.html = "a.html";
  settings.reports.csv = "a.csv";
  settings.reports.hlog = "a.hlog";
  CHECK_FALSE(report_problem(settings));
}

TEST_CASE("report flags: two that name one file are refused, standard output included") {
  load_settings settings;
  settings.reports.json = settings.reports.csv = "-";
  CHECK(test::held(report_problem(settings)) ==
        "--json and --csv both name standard output: each report needs a file of its own");
  settings.reports.csv.clear();
  settings.reports.html = settings.reports.hlog = "x";
  CHECK(test::held(report_problem(settings)) == "--html and --hlog both name x: each report needs a file of its own");
}

TEST_CASE("report flags: each reaches its member") {
  load_settings settings;
  const auto flags = report_flags(settings);
  for (const auto& each : flags) {
    if (each.looks.value == "FILE|-") CHECK_FALSE(each.take(std::string(each.looks.names)));
  }
  CHECK(settings.reports.json == "--json");
  CHECK(settings.reports.html == "--html");
  CHECK(settings.reports.csv == "--csv");
  CHECK(settings.reports.hlog == "--hlog");
}

}  // namespace
}  // namespace synfin::config
