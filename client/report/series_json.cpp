#include "client/report/series_json.hpp"

#include <string>
#include <utility>

#include "client/report/json_text.hpp"

namespace synfin::load {

nlohmann::ordered_json series_json(const histogram& values) {
  return {{"count", values.count()},
          {"min_us", values.min()},
          {"mean_us", to_thousandths(values.mean())},
          {"stdev_us", to_thousandths(values.stdev())},
          {"p50_us", values.percentile(50)},
          {"p75_us", values.percentile(75)},
          {"p90_us", values.percentile(90)},
          {"p95_us", values.percentile(95)},
          {"p99_us", values.percentile(99)},
          {"p99_9_us", values.percentile(99.9)},
          {"p99_99_us", values.percentile(99.99)},
          {"max_us", values.max()}};
}

void read_histogram(const json_place& from, histogram& into) {
  std::string text;
  from.read(text);
  if (text.empty()) return;
  auto values = histogram::decode_v2(text);
  if (values) {
    into = *std::move(values);
  } else {
    from.complain("is " + values.error());
  }
}

}  // namespace synfin::load
