#include "client/trace/figures/figure.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "client/trace/figures/first_answer.hpp"
#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

using figure_value = decltype(figure::value);

std::string time_text(wall::duration time, bool signed_too) {
  const double ms = std::chrono::duration<double, std::milli>(time).count();
  return signed_too ? fmt::format("{:+.3f} ms", ms) : fmt::format("{:.3f} ms", ms);
}

figure_value time(const std::optional<wall::duration>& taken) { return taken ? figure_value(*taken) : figure_value(); }

figure_value name_of(const std::optional<side>& which) {
  if (!which) return {};
  return std::string_view(*which == side::client ? "client" : "server");
}

figure_value number(std::uint64_t count) { return count; }

std::uint64_t segments(const flow& whole, side from) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(whole.steps, [from](const step& each) { return each.from == from; }));
}

std::string difference(std::uint64_t first, std::uint64_t second) {
  const bool more = second >= first;
  if (first == second) return "0";
  return (more ? "+" : "-") + thousands(more ? second - first : first - second);
}

}  // namespace

std::string figure::text() const {
  if (const auto* const taken = std::get_if<wall::duration>(&value)) return time_text(*taken, false);
  if (const auto* const count = std::get_if<std::uint64_t>(&value)) return thousands(*count);
  if (const auto* const word = std::get_if<std::string_view>(&value)) return std::string(*word);
  return {};
}

std::vector<figure> figures_of(const flow& whole) {
  const summary found = sum_up(whole);
  const auto answer = first_answer_of(whole);
  return {
      {"handshake", time(found.handshake)},
      {"TLS", answer ? time(answer->tls) : figure_value()},
      {"first byte", time(found.first_byte)},
      {"transfer", time(found.transfer)},
      {"close", time(found.close)},
      {"RTT min", time(found.round_trip)},
      {"until the first answer", answer ? figure_value(answer->after) : figure_value()},
      {"round trips until then", answer ? number(answer->round_trips) : figure_value()},
      {"segments sent", number(segments(whole, side::client))},
      {"segments received", number(segments(whole, side::server))},
      {"bytes sent", number(found.sent)},
      {"bytes received", number(found.received)},
      {"retransmissions", number(found.retransmissions)},
      {"closed first by", name_of(found.closed_first)},
      {"reset by", name_of(found.reset_by)},
      {"TIME_WAIT at", found.crossed ? figure_value("both") : name_of(found.waits)},
  };
}

std::string difference(const figure& first, const figure& second) {
  const auto* const one_time = std::get_if<wall::duration>(&first.value);
  const auto* const other_time = std::get_if<wall::duration>(&second.value);
  if (one_time != nullptr && other_time != nullptr) return time_text(*other_time - *one_time, true);
  const auto* const one_count = std::get_if<std::uint64_t>(&first.value);
  const auto* const other_count = std::get_if<std::uint64_t>(&second.value);
  if (one_count != nullptr && other_count != nullptr) return difference(*one_count, *other_count);
  const bool words =
      std::holds_alternative<std::string_view>(first.value) || std::holds_alternative<std::string_view>(second.value);
  return words && first.value != second.value ? "differs" : "";
}

}  // namespace synfin::trace
