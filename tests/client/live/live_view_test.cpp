#include "client/live/live_view.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "client/live/latency_bars.hpp"
#include "client/report/figures.hpp"
#include "tests/client/live/live_sample.hpp"

namespace synfin::load {
namespace {

using lines = std::vector<std::string>;

constexpr abilities plain{.colour = false, .utf8 = true, .keys = true};

lines drawn(std::size_t columns, std::size_t rows, const abilities& can = plain, const view_choice& chosen = {}) {
  return draw_live(sample_plan(), sample_moment(), chosen, {columns, rows}, can);
}

bool holds(const lines& all, std::string_view text) {
  return std::ranges::any_of(all, [&](const std::string& line) { return line.contains(text); });
}

/// The first word of each line, where it is a label.
std::vector<std::string> labels(const lines& all) {
  std::vector<std::string> found;
  for (const std::string& line : all) {
    const std::string word = line.substr(0, line.find(' '));
    if (!word.empty()) found.push_back(word.starts_with('[') ? "[" : word);
  }
  return found;
}

TEST_CASE("live view: all of it, where there is room") {
  const lines all = drawn(100, 40);
  CHECK(all[0] ==
        "http://127.0.0.1:8080/a/rather/long/path/to/some/page/of/the/site?with=a&query=too · 64 connections");
  CHECK(all[1].starts_with("[█"));
  CHECK(all[1].ends_with("] 32 % · 6.8 s left · 3.2 s of 10.0 s"));
  CHECK(all[2] == "Rate         90,011/s · 90,038/s mean · 122.1 MiB received");
  CHECK(all[3] == "Requests     288,123 completed · 12 behind · 64 in flight · 288,190 sent");
  CHECK(all[4] == "Status       2xx 288,100 · 4xx 20 · 5xx 3");
  CHECK(all[5] == "Errors       2 closed early · 1 timeout");
  CHECK(all[6] == "Latency      p50 800 µs · p99 1.29 ms · max 9.85 ms · p90 1.20 ms · last second");
  CHECK(all[7] == "Past p99     ▅█▆  to 2.00 ms");
  CHECK(all[8] == "Past rate    ▇██  to 90,011/s");
  CHECK(holds(all, "≤ 400 µs █"));
  CHECK(all[all.size() - 3] == "Connections  60 active · 1 connecting · 3 idle · 0 closing · 2 TIME_WAIT · 66 opened");
  CHECK(all[all.size() - 2] == "Client       99 % of one CPU · 1 thread · the client is the limit");
  CHECK(all.back() == "q ends · ? keys");
}

TEST_CASE("live view: the most important of it, where there is none") {
  CHECK(drawn(30, 8) == lines{"[██▉      ] 32 % · 6.8 s left", "Rate 90,011/s · 90,038/s mean",
                              "Req  288,123 completed", "Code 2xx 288,100 · 4xx 20", "Err  2 closed early",
                              "Lat  p50 800 µs · p99 1.29 ms", "Conn 60 active · 1 connecting"});
  CHECK(drawn(30, 2) == lines{"Rate 90,011/s · 90,038/s mean"});
  CHECK(drawn(30, 1).size() == 1);
  CHECK(drawn(0, 0).size() == 1);
}

/// The sizes below `most` that differ by little at first, and by more then.
std::vector<std::size_t> sizes(std::size_t first, std::size_t most) {
  std::vector<std::size_t> found;
  for (std::size_t size = first; size <= most; size += size < 40 ? 1 : 9) found.push_back(size);
  return found;
}

void check_fits(const screen_size& size, const abilities& can, const view_choice& chosen) {
  const lines all = drawn(size.columns, size.rows, can, chosen);
  REQUIRE(all.size() < size.rows);
  for (const std::string& line : all) REQUIRE(columns(line) < std::max<std::size_t>(size.columns, 2));
}

TEST_CASE("live view: no line is as wide as the screen, and there are fewer than it has rows") {
  for (const std::size_t width : sizes(1, 210)) {
    for (const std::size_t rows : sizes(2, 60)) {
      CAPTURE(width);
      CAPTURE(rows);
      check_fits({width, rows}, plain, {scale::linear, false});
      check_fits({width, rows}, {.colour = false, .utf8 = false, .keys = true}, {scale::logarithmic, true});
    }
  }
}

TEST_CASE("live view: a lower screen shows a part of what a higher one shows") {
  for (const std::size_t width : {30U, 80U, 200U}) {
    for (std::size_t rows = 2; rows < 40; ++rows) {
      CAPTURE(width);
      CAPTURE(rows);
      const auto fewer = labels(drawn(width, rows));
      const auto more = labels(drawn(width, rows + 1));
      auto at = more.begin();
      for (const std::string& label : fewer) {
        at = std::find(at, more.end(), label);
        CAPTURE(label);
        REQUIRE(at != more.end());
        ++at;
      }
    }
  }
}

TEST_CASE("live view: ASCII where the terminal takes no more, and no colour where none is wanted") {
  const auto printable = [](char byte) { return byte >= ' ' && byte <= '~'; };
  for (const std::string& line : drawn(100, 40, {false, false, true})) CHECK(std::ranges::all_of(line, printable));
  for (const std::string& line : drawn(100, 40)) CHECK_FALSE(line.contains('\x1b'));
  CHECK(holds(drawn(100, 40, {true, true, true}), "\x1b[31m2 closed early\x1b[0m"));
}

TEST_CASE("live view: keys are told where they work, and explained when asked") {
  CHECK_FALSE(holds(drawn(100, 40, {false, true, false}), "q ends"));
  CHECK_FALSE(holds(drawn(100, 12), "q ends"));
  CHECK(holds(drawn(100, 13), "q ends"));
  const lines explained = drawn(100, 8, plain, {scale::linear, true});
  CHECK(explained.size() == 7);
  CHECK(explained.back() == "q ends the run · s logarithmic scale · ? hides this · Ctrl-C twice ends at once");
  CHECK(drawn(100, 8, plain, {scale::logarithmic, true}).back().contains("s linear scale"));
}

TEST_CASE("live view: a run that has hardly begun, and one that ends") {
  live_plan plan = sample_plan();
  plan.open_loop = false;
  plan.rate = 0;
  const lines fresh = draw_live(plan, {}, {}, {80, 20}, plain);
  CHECK(holds(fresh, "] 0 % · 10.0 s left"));
  CHECK(holds(fresh, "Status       none yet"));
  CHECK(holds(fresh, "Errors       none"));
  CHECK(holds(fresh, "nothing ended in the last second"));
  CHECK(holds(fresh, "Past p99     not a second yet"));
  live_moment ending = sample_moment();
  ending.stopping = true;
  CHECK(holds(draw_live(plan, ending, {}, {80, 20}, plain), "] stopping · 32 % · 3.2 s of 10.0 s"));
  ending.stopping = false;
  ending.totals.warming_up = true;
  CHECK(holds(draw_live(plan, ending, {}, {80, 20}, plain), "] warming up · 32 % · 6.8 s left"));
}

TEST_CASE("live view: what ends a run by count, or nothing") {
  live_plan plan;
  plan.target = "http://a/";
  plan.of_requests = 576'252;
  CHECK(holds(draw_live(plan, sample_moment(), {}, {80, 20}, plain), "] 50 % · 3.2 s left · 3.2 s"));
  plan.of_requests.reset();
  CHECK(holds(draw_live(plan, sample_moment(), {}, {80, 20}, plain), "3.2 s"));
  live_moment late = sample_moment();
  late.elapsed_s = 3'725;
  CHECK(holds(draw_live(plan, late, {}, {80, 20}, plain), "1 h 02 min"));
  plan.of_s = 60;
  CHECK(holds(draw_live(plan, late, {}, {80, 20}, plain), "] 100 % · 0.0 s left"));
}

TEST_CASE("latency bars: as many rows as asked for, and every value in one") {
  histogram values;
  for (const std::uint64_t each : {0U, 3U, 90U, 700U, 700U, 45'000U, 2'000'000'000U}) values.record(each);
  for (std::size_t most = 1; most < 15; ++most) {
    CAPTURE(most);
    const auto rows = latency_bars(values, most, 60, scale::linear);
    REQUIRE_FALSE(rows.empty());
    CHECK(rows.size() <= most);
    std::uint64_t sum = 0;
    for (const std::string& row : rows) sum += std::stoull(row.substr(row.rfind(' ')));
    CHECK(sum == values.count());
  }
  CHECK(latency_bars({}, 9, 60, scale::linear).empty());
  CHECK(latency_bars(values, 0, 60, scale::linear).empty());
  CHECK(latency_bars(values, 9, 10, scale::linear).empty());
}

TEST_CASE("latency bars: a logarithmic scale lets the few be seen beside the many") {
  histogram values;
  for (int i = 0; i < 10'000; ++i) values.record(100);
  for (int i = 0; i < 100; ++i) values.record(200);
  const auto long_bar = [&](scale by) { return columns(latency_bars(values, 3, 40, by).back()) == 40; };
  CHECK(long_bar(scale::linear));
  const auto blocks = [&](scale by) {
    const std::string row = latency_bars(values, 3, 40, by).back();
    return columns(row.substr(row.find("█") == std::string::npos ? row.size() : row.find("█"), row.rfind("█")));
  };
  CHECK(blocks(scale::linear) == 0);
  CHECK(blocks(scale::logarithmic) > 8);
}

}  // namespace
}  // namespace synfin::load
