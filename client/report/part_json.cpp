#include "client/report/part_json.hpp"

#include <string>
#include <utility>

#include "client/report/series_json.hpp"
#include "common/clock.hpp"

namespace synfin::load {

using json = nlohmann::ordered_json;

json parts_json(const std::vector<part_usage>& parts) {
  json out = json::array();
  for (const part_usage& each : parts) {
    json part{{"name", each.name},
              {"started_at", rfc3339(each.started_at)},
              {"duration_s", each.duration_s},
              {"completed", each.completed},
              {"threads", each.threads},
              {"cpu_s", each.cpu_seconds},
              {"saturated", each.saturated},
              {"flagged", each.out_of_line},
              {"lag", series_json(each.lag)},
              {"histograms", json::object()}};
    if (!each.lag.empty()) part["histograms"]["lag"] = each.lag.encode_v2();
    out.push_back(std::move(part));
  }
  return out;
}

void read_parts(const json_place& from, std::vector<part_usage>& into) {
  for (std::size_t i = 0; i < from.elements(); ++i) {
    const json_place each = from[i];
    part_usage& part = into.emplace_back();
    each["name"].read(part.name);
    std::string started;
    each["started_at"].read(started);
    part.started_at = parse_rfc3339(started).value_or(wall::time_point{});
    each["duration_s"].read(part.duration_s);
    each["completed"].read(part.completed);
    each["threads"].read(part.threads);
    each["cpu_s"].read(part.cpu_seconds);
    each["saturated"].read(part.saturated);
    const json_place flagged = each["flagged"];
    for (std::size_t k = 0; k < flagged.elements(); ++k) flagged[k].read(part.out_of_line.emplace_back());
    read_histogram(each["histograms"]["lag"], part.lag);
  }
}

}  // namespace synfin::load
