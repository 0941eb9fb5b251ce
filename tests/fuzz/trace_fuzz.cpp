#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/report/figures.hpp"
#include "client/trace/drawing/drawing.hpp"
#include "client/trace/drawing/pair_drawing.hpp"
#include "client/trace/flow/flow.hpp"
#include "client/trace/forms/flow_json.hpp"
#include "client/trace/forms/mermaid.hpp"
#include "client/trace/forms/pcapng.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "client/trace/svg/ladder.hpp"
#include "client/trace/svg/svg_drawing.hpp"
#include "client/trace/wire/frame.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;

namespace {

void require_width(std::string_view drawing, std::size_t width) {
  while (!drawing.empty()) {
    const auto line = drawing.substr(0, drawing.find('\n'));
    require(load::columns(line) <= width);
    drawing.remove_prefix(std::min(drawing.size(), line.size() + 1));
  }
}

/// Rungs stand below each other, on the sheet.
void require_order(const trace::svg::ladder& made) {
  double last = made.top;
  for (const auto& each : made.rungs) {
    require(each.client_end > last && each.client_end < made.bottom);
    require(each.server_end > made.top && each.server_end < made.bottom);
    last = each.client_end;
  }
}

/// Whatever peers said, the syntax is ours.
void require_syntax(std::string_view diagram, std::string_view image) {
  require(std::ranges::count(diagram, '\n') > 5);
  require(
      std::ranges::none_of(diagram, [](char each) { return static_cast<unsigned char>(each) < ' ' && each != '\n'; }));
  require(image.starts_with("<svg ") && image.ends_with("</svg>\n"));
  require(std::ranges::count(image, '<') == std::ranges::count(image, '>'));
}

}  // namespace

/// Whatever a capture has in it: what is TCP can be followed, told, and drawn within its columns. Each frame stands
/// behind its length, in two bytes; the first byte is the kind of link.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto left = std::as_bytes(std::span(data, size));
  if (left.empty()) return 0;
  const int link = std::to_integer<int>(left.front()) % 128;
  left = left.subspan(1);
  std::vector<trace::segment> all;
  while (left.size() > 2) {
    const std::size_t wanted = std::to_integer<std::size_t>(left[0]) * 256 + std::to_integer<std::size_t>(left[1]);
    const auto frame = left.subspan(2, std::min(wanted, left.size() - 2));
    left = left.subspan(2 + frame.size());
    if (auto read = trace::read_frame(link, frame, wall::time_point(std::chrono::milliseconds(all.size())))) {
      require(read->payload.size() <= read->size);
      require(!read->icmp || (read->size == 0 && !read->syn && !read->fin && !read->rst && !read->acks));
      read->frame = std::make_shared<const trace::raw_frame>(link, static_cast<std::uint32_t>(frame.size()),
                                                             std::string(frame.size(), 'x'));
      all.push_back(*std::move(read));
    }
  }
  auto found = trace::follow(all);
  if (!found) return 0;
  require(!found->steps.empty() && found->steps.size() <= all.size());
  for (const trace::step& each : found->steps) require(each.fresh <= each.seen.size);
  if (size % 2 != 0) trace::put_on_link(*found, {{}, {{trace::side::client, size % 8, {.lost = true}}}});
  for (const bool unfold : {false, true}) {
    for (const auto in : {config::language::english, config::language::chinese}) {
      const auto scenes = trace::scenes_of(*found, {.unfold = unfold, .in = in});
      require_width(trace::draw(*found, scenes, {.explain = true, .in = in}), trace::least_width);
    }
    const auto scenes = trace::scenes_of(*found, {.unfold = unfold});
    require_width(trace::draw_pair({"a", "", *found, scenes}, {"b", "", *found, scenes}, trace::least_width),
                  trace::least_width);
    require_order(trace::svg::place(*found, scenes, 0));
    require_syntax(trace::mermaid(*found, scenes), trace::svg::drawing(*found, scenes));
  }
  require(trace::pcapng(*found, "fuzz").has_value());
  require(!trace::flow_json(*found).empty());
  return 0;
}
