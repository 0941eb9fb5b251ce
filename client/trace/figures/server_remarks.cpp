#include "client/trace/figures/server_remarks.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

#include <fmt/format.h>

#include "client/trace/words/phrase.hpp"

namespace synfin::trace {
namespace {

std::string milliseconds(wall::duration time) {
  return fmt::format("{:.3f}", std::chrono::duration<double, std::milli>(time).count());
}

std::string turn_remark(const server_turn& one, std::size_t number, language in) {
  const std::string begun = milliseconds(one.begun);
  const std::string written = milliseconds(one.written);
  if (!one.waited) return say(in, phrase::server_turn_unstamped, number, begun, written);
  return say(in, phrase::server_turn, number, milliseconds(*one.waited), begun, written);
}

}  // namespace

std::vector<std::string> server_remarks(const server_facts& known, language in) {
  std::vector<std::string> all;
  if (known.each_way) all.push_back(say(in, phrase::server_clock, milliseconds(*known.each_way)));
  const auto slowest = std::ranges::max_element(known.turns, {}, &server_turn::begun);
  if (!known.turns.empty()) all.push_back(turn_remark(known.turns.front(), 1, in));
  if (!known.turns.empty() && slowest != known.turns.begin()) {
    all.push_back(turn_remark(*slowest, static_cast<std::size_t>(slowest - known.turns.begin()) + 1, in));
  }
  if (known.segments_in != 0) {
    all.push_back(say(in, phrase::server_kernel, milliseconds(known.rtt), known.first_window, known.last_window,
                      known.retransmissions, known.segments_in, known.segments_out));
  }
  return all;
}

}  // namespace synfin::trace
