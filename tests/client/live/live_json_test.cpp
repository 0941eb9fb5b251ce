#include "client/live/live_json.hpp"

#include <doctest/doctest.h>

#include "tests/client/live/live_sample.hpp"

namespace synfin::load {
namespace {

TEST_CASE("live json: one line with all that is known") {
  CHECK(live_json(sample_plan(), sample_moment()) ==
        R"({"elapsed_s":3.2,"of_s":10.0,"warming_up":false,"stopping":false,"sent":288190,"completed":288123,)"
        R"("failed":3,"per_second":90011.4,"mean_per_second":90038.4,"in_flight":64,"behind":12,"p50_us":800,)"
        R"("p90_us":1200,"p99_us":1290,"max_us":9847,"status":{"2xx":288100,"4xx":20,"5xx":3},)"
        R"("errors":{"closed_early":2,"timeout":1},)"
        R"("states":{"connecting":1,"active":60,"idle":3,"closing":0,"time_wait":2},"connections_opened":66,)"
        R"("connections_failed":0,"bytes_received":128000000,"cpu_share":0.99})");
}

TEST_CASE("live json: a run that has just begun") {
  const std::string line = live_json({}, {});
  CHECK(line.starts_with(R"({"elapsed_s":0.0,"warming_up":false,)"));
  CHECK(line.contains(R"("status":{},"errors":{})"));
}

}  // namespace
}  // namespace synfin::load
