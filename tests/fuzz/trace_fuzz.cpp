#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "client/report/figures.hpp"
#include "client/trace/drawing.hpp"
#include "client/trace/flow.hpp"
#include "client/trace/flow_json.hpp"
#include "client/trace/scenes.hpp"
#include "client/trace/wire/frame.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;

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
      all.push_back(*std::move(read));
    }
  }
  const auto found = trace::follow(all);
  if (!found) return 0;
  require(!found->steps.empty() && found->steps.size() <= all.size());
  for (const bool unfold : {false, true}) {
    const auto drawing = trace::draw(*found, trace::scenes_of(*found, {.unfold = unfold}), trace::least_width);
    for (std::string_view rest = drawing; !rest.empty();) {
      const auto line = rest.substr(0, rest.find('\n'));
      require(load::columns(line) <= trace::least_width);
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    }
  }
  require(!trace::flow_json(*found).empty());
  return 0;
}
