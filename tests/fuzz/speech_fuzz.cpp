#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "client/report/figures.hpp"
#include "client/trace/drawing/drawing.hpp"
#include "client/trace/flow/flow.hpp"
#include "client/trace/forms/flow_json.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "client/trace/speech/speech.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;

namespace {

/// A piece of payload as the input has it, behind two bytes: whose, whether its end was not captured or its plaintext
/// is known, and how long.
struct piece {
  trace::side from = trace::side::client;
  bool cut_off = false;
  bool opened = false;
  std::string_view bytes;
};

std::vector<piece> pieces_of(std::string_view input) {
  std::vector<piece> all;
  while (input.size() > 2) {
    const auto head = static_cast<unsigned char>(input[0]);
    const std::size_t size = (head & 0x07U) * 256U + static_cast<unsigned char>(input[1]);
    piece next{(head & 0x80U) != 0 ? trace::side::server : trace::side::client, (head & 0x40U) != 0,
               (head & 0x20U) != 0, input.substr(2, size)};
    input.remove_prefix(2 + next.bytes.size());
    all.push_back(next);
  }
  return all;
}

class recorder {
 public:
  explicit recorder(bool from_the_start) { whole_.from_the_start = from_the_start; }

  void add(trace::side from, std::string_view bytes, std::size_t captured) {
    trace::step made;
    made.from = from;
    made.seen.acks = true;
    made.seen.size = static_cast<std::uint32_t>(bytes.size());
    made.seen.payload = bytes.substr(0, captured);
    made.seen.time = wall::time_point(std::chrono::milliseconds(whole_.steps.size()));
    made.seq = static_cast<std::int64_t>(end(from)) + 1;
    end(from) += bytes.size();
    whole_.steps.push_back(std::move(made));
  }

  /// The record that ends here is known to hold what it would hold without a key.
  void open(trace::side from, std::string_view text) { whole_.opened.push_back({from, end(from), std::string(text)}); }

  const trace::flow& whole() const noexcept { return whole_; }

 private:
  std::uint64_t& end(trace::side from) noexcept { return ends_[static_cast<std::size_t>(from)]; }

  trace::flow whole_;
  std::uint64_t ends_[2] = {0, 0};
};

trace::flow recorded(const std::vector<piece>& pieces, bool from_the_start, bool all_captured, bool halved) {
  recorder into(from_the_start);
  for (const piece& each : pieces) {
    const std::size_t half = halved ? each.bytes.size() / 2 : 0;
    if (half != 0) into.add(each.from, each.bytes.substr(0, half), half);
    const std::string_view rest = each.bytes.substr(half);
    into.add(each.from, rest, each.cut_off && !all_captured ? rest.size() / 2 : rest.size());
    if (each.opened) into.open(each.from, each.bytes.substr(std::min<std::size_t>(5, each.bytes.size())));
  }
  return into.whole();
}

using said = std::tuple<std::uint64_t, std::string, std::string, std::size_t>;

std::vector<said> messages_in(const trace::flow& whole, trace::side who) {
  std::vector<said> all;
  const auto heard = trace::hear(whole);
  for (std::size_t i = 0; i < heard.steps.size(); ++i) {
    if (whole.steps[i].from != who) continue;
    for (const trace::message& each : heard.steps[i].messages) {
      all.emplace_back(each.at, each.protocol, each.words, each.details.size());
    }
  }
  return all;
}

void draw(const trace::flow& whole) {
  const auto drawing = trace::draw(whole, trace::scenes_of(whole, {}), {});
  for (std::string_view rest = drawing; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    require(load::columns(line) <= trace::least_width);
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  require(!trace::flow_json(whole).empty());
}

}  // namespace

/// Whatever two sides say: it can be told and drawn; and where all of it was captured from the start, the same is told
/// however it was cut into segments.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto pieces = pieces_of(input);
  if (pieces.empty()) return 0;
  const trace::flow once = recorded(pieces, true, true, false);
  const trace::flow halved = recorded(pieces, true, true, true);
  for (const trace::side who : {trace::side::client, trace::side::server}) {
    require(messages_in(once, who) == messages_in(halved, who));
  }
  draw(once);
  draw(recorded(pieces, (size & 1U) != 0, false, true));
  return 0;
}
