#include "client/live/live_panels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "client/live/latency_bars.hpp"
#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

using parts = std::vector<styled_line>;

constexpr std::size_t wide_enough = 60;  // for whole words before each line
constexpr std::size_t wide_indent = 13;
constexpr std::size_t narrow_indent = 5;
constexpr std::string_view dot = " · ";

styled_line part(std::string_view text, style looks = style::plain) { return styled_line{}.add(text, looks); }

styled_line part(std::uint64_t count, std::string_view what, style looks = style::plain) {
  return part(fmt::format("{} {}", thousands(count), what), looks);
}

/// `what` in the style only where there is any of it.
styled_line noted(std::uint64_t count, std::string_view what, style looks) {
  return part(count, what, count == 0 ? style::plain : looks);
}

bool wide(const drawing& from) noexcept { return from.width >= wide_enough; }

styled_line labelled(const drawing& from, std::string_view label, std::string_view brief) {
  return part(wide(from) ? left(label, wide_indent) : left(brief, narrow_indent), style::faint);
}

/// `line` and as many of `said` as fit behind it, the first in any case.
styled_line joined(styled_line line, const parts& said, std::size_t width) {
  bool first = true;
  for (const styled_line& each : said) {
    if (!first && line.width() + columns(dot) + each.width() > width) break;
    if (!first) line.add(dot, style::faint);
    line.add(each);
    first = false;
  }
  return line;
}

std::uint64_t whole(double number) noexcept { return static_cast<std::uint64_t>(std::max(number, 0.0)); }

/// How much of the run is done, from 0 to 1; nullopt where nothing says when it ends.
std::optional<double> share_done(const live_plan& plan, const live_moment& now) noexcept {
  std::optional<double> share;
  if (plan.of_s && *plan.of_s > 0) share = now.elapsed_s / *plan.of_s;
  if (plan.of_requests && *plan.of_requests > 0) {
    const auto done = static_cast<double>(now.totals.completed + now.totals.failed);
    share = std::max(share.value_or(0), done / static_cast<double>(*plan.of_requests));
  }
  return share ? std::optional(std::clamp(*share, 0.0, 1.0)) : std::nullopt;
}

std::optional<double> seconds_left(const live_plan& plan, const live_moment& now) noexcept {
  std::optional<double> left;
  if (plan.of_s) left = std::max(0.0, *plan.of_s - now.elapsed_s);
  if (plan.of_requests && now.mean_per_second > 0) {
    const auto done = static_cast<double>(now.totals.completed + now.totals.failed);
    const double by_count = std::max(0.0, static_cast<double>(*plan.of_requests) - done) / now.mean_per_second;
    left = std::min(left.value_or(by_count), by_count);
  }
  return left;
}

/// Seconds as a clock tells them: `6.8 s`, `4 min 05 s`, `2 h 03 min`.
std::string clock_text(double seconds) {
  constexpr double minute = 60;
  if (seconds < 100) return fmt::format("{:.1f} s", seconds);
  const auto all = static_cast<std::uint64_t>(std::min(seconds, 1e12));
  if (seconds < minute * minute) return fmt::format("{} min {:02} s", all / 60, all % 60);
  return fmt::format("{} h {:02} min", all / 3600, all / 60 % 60);
}

styled_line bar(double share, std::size_t width, bool stopping) {
  constexpr std::array<std::string_view, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto filled = static_cast<std::size_t>(std::lround(share * static_cast<double>(width * 8)));
  std::string done;
  for (std::size_t i = 0; i < filled / 8; ++i) done += "█";
  done += eighths.at(filled % 8);
  const std::size_t used = columns(done);
  return part("[", style::faint)
      .add(done, stopping ? style::warning : style::good)
      .add(std::string(width - std::min(width, used), ' '))
      .add("] ", style::faint);
}

parts time_told(const live_plan& plan, const live_moment& now) {
  parts said;
  if (now.stopping) said.push_back(part("stopping", style::warning));
  if (now.totals.warming_up) said.push_back(part("warming up", style::warning));
  if (const auto share = share_done(plan, now)) said.push_back(part(fmt::format("{:.0f} %", 100 * *share)));
  if (const auto left = seconds_left(plan, now); left && !now.stopping) {
    said.push_back(part(clock_text(*left) + " left"));
  }
  said.push_back(part(plan.of_s ? fmt::format("{} of {}", clock_text(now.elapsed_s), clock_text(*plan.of_s))
                                : clock_text(now.elapsed_s)));
  return said;
}

style of_status(std::size_t hundreds) noexcept {
  switch (hundreds) {
    case 2: return style::good;
    case 4: return style::warning;
    case 5: return style::bad;
    default: return style::plain;
  }
}

std::vector<double> by_second(const live_moment& now, double live_point::* figure) {
  std::vector<double> values(now.past.size());
  std::ranges::transform(now.past, values.begin(), figure);
  return values;
}

/// A past drawn as far as it fits, what its height means behind it.
styled_line past(const drawing& from, styled_line line, const std::vector<double>& values, const std::string& most) {
  if (values.empty()) return line.add("not a second yet", style::faint);
  const std::string ending = fmt::format("  {}{}", most, from.chosen.by == scale::linear ? "" : ", log");
  const std::size_t used = line.width() + columns(ending);
  if (used >= from.width) return line;
  line.add(sparkline(values, from.width - used, from.chosen.by, !from.can.utf8));
  return line.add(ending, style::faint);
}

}  // namespace

styled_line title_line(const drawing& from) {
  const live_plan& plan = from.plan;
  parts said{part(plan.target, style::bold), part(counted(plan.connections, "connection"))};
  if (plan.rate > 0) {
    said.push_back(part(thousands(whole(plan.rate)) + "/s wanted"));
  } else {
    said.push_back(part(plan.open_loop ? "open loop" : "closed loop"));
  }
  return joined({}, said, from.width);
}

styled_line progress_bar(const drawing& from) {
  constexpr std::size_t least = 6;
  constexpr std::size_t most = 80;
  constexpr std::size_t around = 3;
  const auto share = share_done(from.plan, from.now);
  const auto said = time_told(from.plan, from.now);
  const std::size_t room = share && from.width > least + around ? from.width - least - around : from.width;
  const styled_line told = joined({}, said, room);
  if (!share || told.width() + least + around > from.width) return joined({}, said, from.width);
  const std::size_t width = std::min(most, from.width - around - told.width());
  return bar(*share, width, from.now.stopping).add(told);
}

styled_line rate_line(const drawing& from) {
  const live_moment& now = from.now;
  parts said{part(thousands(whole(now.per_second)) + "/s", style::bold),
             part(thousands(whole(now.mean_per_second)) + "/s mean")};
  said.push_back(part(bytes_text(static_cast<double>(now.totals.bytes_received)) + " received"));
  return joined(labelled(from, "Rate", "Rate"), said, from.width);
}

styled_line requests_line(const drawing& from) {
  const live_figures& totals = from.now.totals;
  parts said{part(totals.completed, "completed"), part(totals.in_flight, "in flight")};
  if (from.plan.open_loop) said.insert(said.begin() + 1, noted(totals.behind, "behind", style::warning));
  said.push_back(part(totals.sent, "sent"));
  return joined(labelled(from, "Requests", "Req"), said, from.width);
}

styled_line status_line(const drawing& from) {
  parts said;
  for (std::size_t hundreds = 1; hundreds <= 6; ++hundreds) {
    const std::size_t at = hundreds % 6;
    const std::uint64_t count = from.now.totals.statuses.at(at);
    if (count == 0) continue;
    const std::string name = at == 0 ? "other" : fmt::format("{}xx", at);
    said.push_back(part(fmt::format("{} {}", name, thousands(count)), of_status(at)));
  }
  if (said.empty()) said.push_back(part("none yet", style::faint));
  return joined(labelled(from, "Status", "Code"), said, from.width);
}

styled_line errors_line(const drawing& from) {
  std::vector<std::pair<std::uint64_t, std::size_t>> found;  // how many of which class
  for (std::size_t i = 0; i < failures; ++i) {
    if (const auto count = from.now.totals.failed_by.at(i); count != 0) found.emplace_back(count, i);
  }
  std::ranges::sort(found, [](const auto& one, const auto& other) {
    return one.first != other.first ? one.first > other.first : one.second < other.second;
  });
  parts said;
  for (const auto& [count, why] : found) {
    std::string words{name(static_cast<failure>(why))};
    std::ranges::replace(words, '_', ' ');
    said.push_back(part(count, words, style::bad));
  }
  if (said.empty()) said.push_back(part("none"));
  return joined(labelled(from, "Errors", "Err"), said, from.width);
}

styled_line latency_line(const drawing& from) {
  const histogram& recent = from.now.recent;
  styled_line line = labelled(from, "Latency", "Lat");
  if (recent.empty()) return line.add("nothing ended in the last second", style::faint);
  const auto figure = [](std::string_view name, std::uint64_t value) {
    return part(fmt::format("{} ", name), style::faint).add(latency_text(static_cast<double>(value)));
  };
  return joined(std::move(line),
                {figure("p50", recent.percentile(50)), figure("p99", recent.percentile(99)),
                 figure("max", recent.max()), figure("p90", recent.percentile(90)), part("last second", style::faint)},
                from.width);
}

styled_line latency_past(const drawing& from) {
  const std::vector<double> values = by_second(from.now, &live_point::p99_us);
  const double most = values.empty() ? 0 : *std::ranges::max_element(values);
  return past(from, labelled(from, "Past p99", "p99"), values, "to " + latency_text(most));
}

styled_line rate_past(const drawing& from) {
  const std::vector<double> values = by_second(from.now, &live_point::per_second);
  const double most = values.empty() ? 0 : *std::ranges::max_element(values);
  return past(from, labelled(from, "Past rate", "r/s"), values, "to " + thousands(whole(most)) + "/s");
}

std::vector<styled_line> histogram_lines(const drawing& from, std::size_t most_rows) {
  constexpr std::size_t widest = 100;
  std::vector<styled_line> lines;
  for (const auto& row : latency_bars(from.now.recent, most_rows, std::min(from.width, widest), from.chosen.by)) {
    lines.push_back(part(row));
  }
  return lines;
}

styled_line connections_line(const drawing& from) {
  const connection_states& states = from.now.totals.states;
  parts said{part(states.active, "active"),       part(states.connecting, "connecting"),
             part(states.idle, "idle"),           part(states.closing, "closing"),
             part(states.time_wait, "TIME_WAIT"), part(from.now.totals.connections_opened, "opened")};
  if (from.now.totals.connections_failed != 0) {
    said.insert(said.begin(), part(from.now.totals.connections_failed, "failed", style::bad));
  }
  return joined(labelled(from, "Connections", "Conn"), said, from.width);
}

styled_line client_line(const drawing& from) {
  constexpr double used_up = 0.95;
  const double share = from.now.cpu_share;
  const bool limit = from.plan.threads != 0 && share > used_up * static_cast<double>(from.plan.threads);
  parts said{part(fmt::format("{:.0f} % of one CPU", 100 * share), limit ? style::warning : style::plain),
             part(counted(from.plan.threads, "thread"))};
  if (limit) said.push_back(part("the client is the limit", style::warning));
  return joined(labelled(from, "Client", "CPU"), said, from.width);
}

styled_line keys_line(const drawing& from) {
  const auto key = [](std::string_view name, std::string_view what) {
    return part(name, style::bold).add(fmt::format(" {}", what), style::faint);
  };
  if (!from.chosen.keys_shown) return joined({}, {key("q", "ends"), key("?", "keys")}, from.width);
  const bool linear = from.chosen.by == scale::linear;
  return joined({},
                {key("q", "ends the run"), key("s", linear ? "logarithmic scale" : "linear scale"),
                 key("?", "hides this"), key("Ctrl-C", "twice ends at once")},
                from.width);
}

}  // namespace synfin::load
