#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "client/trace/drawing/drawing.hpp"
#include "client/trace/flow/both_sides.hpp"
#include "client/trace/flow/flow_reader.hpp"
#include "client/trace/forms/flow_json.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;

/// Connections written by anybody: what can be read can be merged with itself, drawn, and written; what was written is
/// read again, and written alike.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto found = trace::read_flows({reinterpret_cast<const char*>(data), size});
  if (!found) {
    require(found.error().starts_with("line "));
    return 0;
  }
  for (const trace::written_flow& each : *found) {
    if (each.seen.steps.empty()) continue;
    const auto same = trace::same_connection(each.seen, *found);
    require(each.seen.seen_by != trace::witness::server || same != nullptr);
    trace::flow merged = each.seen;
    trace::add_server_side(merged, each, trace::same_clock(merged, each, {}));
    require(!trace::draw(merged, trace::scenes_of(merged, {}), {}).empty());
    const auto again = trace::read_flows(trace::flow_json(merged));
    require(again.has_value() && again->size() == 1);
    const auto text = trace::flow_json(again->front().seen);
    const auto third = trace::read_flows(text);
    require(third.has_value() && trace::flow_json(third->front().seen) == text);
  }
  return 0;
}
