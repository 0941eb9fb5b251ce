#include "client/load/progress.hpp"

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

TEST_CASE("progress: a timed run") {
  progress now;
  now.elapsed_s = 3.2;
  now.of_s = 10;
  now.completed = 288'123;
  now.per_second = 90'011.4;
  CHECK(progress_line(now) == "3.2 s of 10.0 s · 288,123 requests · 90,011/s · no errors");
}

TEST_CASE("progress: a counted run that was asked to stop") {
  progress now;
  now.elapsed_s = 0.5;
  now.of_requests = 1'000;
  now.completed = 12;
  now.errors = 1;
  now.stopping = true;
  CHECK(progress_line(now) == "0.5 s · 12 of 1,000 requests · 0/s · 1 error · stopping");
}

}  // namespace
}  // namespace synfin::load
