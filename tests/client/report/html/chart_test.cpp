#include "client/report/html/chart.hpp"

#include <limits>
#include <string_view>

#include <doctest/doctest.h>

#include "client/report/html/drawing.hpp"
#include "client/report/html/labels.hpp"

namespace synfin::load::html {
namespace {

std::size_t times(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

chart small_chart() {
  chart made;
  made.id = "one";
  made.title = "A < B";
  made.reading = "Read it.";
  made.x = axis::up_to(10, seconds_label);
  made.y = axis::from_zero(100, count_label);
  return made;
}

TEST_CASE("chart: a figure has a heading, a sentence, and two drawings that tell themselves") {
  const std::string made = drawn(small_chart());
  CHECK(made.starts_with("<figure id=\"one\">"));
  CHECK(times(made, "<svg ") == 2);
  CHECK(made.find("aria-labelledby=\"one-wide-t one-wide-d\"><title id=\"one-wide-t\">A &lt; B</title>"
                  "<desc id=\"one-wide-d\">Read it.</desc>") != std::string::npos);
  CHECK(made.find("id=\"one-narrow-t\"") != std::string::npos);
  CHECK(made.find("legend") == std::string::npos);
}

TEST_CASE("chart: a curve goes through its points, and has a gap where there is none") {
  auto wanted = small_chart();
  wanted.curves.push_back({"a", 1, false, {{0, 0}, {5, 50}, {7, std::numeric_limits<double>::quiet_NaN()}, {10, 100}}});
  const std::string made = drawing(wanted, {640, 300, "wide"});
  CHECK(times(made, "nan") == 0);
  const auto path = made.substr(made.find("class=\"line c1\""));
  CHECK(times(path.substr(0, path.find("/>")), "M") == 2);
  CHECK(times(path.substr(0, path.find("/>")), "L") == 1);
  CHECK(path.find("624.0 26.0") != std::string::npos);  // the last point is the upper right corner
}

TEST_CASE("chart: several series have a legend, and bars and stretches tell their figures") {
  auto wanted = small_chart();
  wanted.curves = {{"a & b", 1, false, {{0, 0}}}, {"c", 2, true, {{0, 0}}}};
  wanted.bars = {{1, 2, 0, 5, 3, "<5>"}};
  wanted.hovers = {{0, 10, "all \"of\" it"}};
  const std::string made = drawn(wanted);
  CHECK(made.find("<li class=\"stroke c1\">a &amp; b</li><li class=\"dashes c2\">c</li>") != std::string::npos);
  CHECK(times(made, "<title>&lt;5&gt;</title>") == 2);
  CHECK(times(made, "<title>all &quot;of&quot; it</title>") == 2);
}

TEST_CASE("chart: a bar of next to nothing can still be seen") {
  auto wanted = small_chart();
  wanted.bars = {{1, 2, 0, 1e-9, 1, ""}};
  CHECK(drawing(wanted, {640, 300, "wide"}).find("height=\"1.5\"") != std::string::npos);
}

TEST_CASE("chart: labels that would touch are left out, their lines are not") {
  auto wanted = small_chart();
  wanted.x = axis::logarithmic(1, 300, latency_label);
  const std::string wide = drawing(wanted, {640, 300, "wide"});
  const std::string narrow = drawing(wanted, {110, 300, "narrow"});
  CHECK(times(wide, "class=\"middle\"") == wanted.x.ticks().size());
  CHECK(times(narrow, "class=\"middle\"") < wanted.x.ticks().size());
  CHECK(times(narrow, "class=\"grid\"") == times(wide, "class=\"grid\""));
}

}  // namespace
}  // namespace synfin::load::html
