#include "client/report/html/axis.hpp"

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "client/report/html/labels.hpp"

namespace synfin::load::html {
namespace {

std::string plain(double value) { return fmt::format("{:g}", value); }

std::string texts(const axis& of) {
  std::string out;
  for (const tick& each : of.ticks()) out += each.text + " ";
  return out;
}

TEST_CASE("axis: from zero to a round number, with round ticks") {
  CHECK(texts(axis::from_zero(10, plain)) == "0 2 4 6 8 10 ");
  CHECK(texts(axis::from_zero(2'000, plain)) == "0 500 1000 1500 2000 ");
  CHECK(texts(axis::from_zero(0.7, plain)) == "0 0.2 0.4 0.6 0.8 ");
  CHECK(axis::from_zero(7, plain).place(8) == 1);
  CHECK(axis::from_zero(7, plain).place(4) == doctest::Approx(0.5));
}

TEST_CASE("axis: of time it ends where the time ends") {
  CHECK(texts(axis::up_to(2.25, plain)) == "0 0.5 1 1.5 2 ");
  CHECK(axis::up_to(2.25, plain).place(2.25) == 1);
}

TEST_CASE("axis: by powers of ten, all round numbers where there are few") {
  CHECK(texts(axis::logarithmic(70, 4'000, plain)) == "50 100 200 500 1000 2000 5000 ");
  CHECK(texts(axis::logarithmic(70, 4'000'000, plain)) == "100 1000 10000 100000 1e+06 ");
  CHECK(axis::logarithmic(10, 1'000, plain).place(100) == doctest::Approx(0.5));
  CHECK(axis::logarithmic(10, 1'000, plain).place(0) == 0);
  CHECK(axis::logarithmic(10, 1'000, plain).place(1e9) == 1);
}

TEST_CASE("axis: of percentiles each nine is a step") {
  CHECK(texts(axis::percentiles(10'000)) == "0 % 50 % 90 % 99 % 99.9 % 99.99 % ");
  CHECK(axis::percentiles(10'000).place(99) == doctest::Approx(0.5));
  CHECK(axis::percentiles(10'000).place(100) == 1);
  CHECK(texts(axis::percentiles(1e12)).ends_with("99.9999 % "));
}

TEST_CASE("axis: rows from the top, each in the middle of its own") {
  const axis made = axis::rows({"first", "second"});
  CHECK(texts(made) == "first second ");
  CHECK(made.place(0) == doctest::Approx(0.75));
  CHECK(made.place(1) == doctest::Approx(0.25));
}

TEST_CASE("axis: nothing to show, or one figure alone, still makes an axis") {
  for (const axis& made : {axis::from_zero(0, plain), axis::up_to(0, plain), axis::logarithmic(0, 0, plain),
                           axis::logarithmic(500, 500, plain), axis::percentiles(0), axis::rows({})}) {
    for (const double value : {0.0, 1.0, 500.0}) CHECK(std::isfinite(made.place(value)));
    CHECK(made.ticks().size() < 20);
  }
}

TEST_CASE("axis: labels are short") {
  CHECK(latency_label(500) == "500 µs");
  CHECK(latency_label(2'000) == "2 ms");
  CHECK(latency_label(5'000'000) == "5 s");
  CHECK(count_label(8'000) == "8000");
  CHECK(count_label(20'000) == "20k");
  CHECK(count_label(1'500'000) == "1.5M");
}

}  // namespace
}  // namespace synfin::load::html
