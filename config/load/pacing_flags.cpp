#include "config/load/pacing_flags.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "config/duration.hpp"
#include "config/load/custom_flag.hpp"
#include "config/load/rate.hpp"
#include "config/load/start_time.hpp"
#include "config/number.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono_literals;
using problem = std::optional<std::string>;

constexpr std::string_view group = "Pace";
constexpr milliseconds day = 24h;
constexpr milliseconds usual_duration = 10s;
constexpr milliseconds latest_start = 1s;  // past the time that was given

problem take_duration(std::string_view text, load_settings& into) {
  milliseconds duration{};
  auto wrong = assign(duration_setting{&duration, 1ms, 365 * day}, {source_value::form::word, {std::string{text}}});
  if (!wrong) into.duration = duration;
  return wrong;
}

problem take_requests(std::string_view text, load_settings& into) {
  const auto requests = parse_number(text);
  if (!requests || *requests == 0) return "not a whole number from 1 on";
  into.requests = requests;
  return std::nullopt;
}

problem take_rate(std::string_view text, load_settings& into) {
  const auto rate = parse_rate(text);
  if (!rate) return rate.error();
  if (*rate <= 0) return "a rate of nothing never sends anything";
  into.pacing.rate = *rate;
  return std::nullopt;
}

/// The duration of a stage, which is not nothing.
problem take_length(std::string_view text, milliseconds& into) {
  return assign(duration_setting{&into, 1ms, 365 * day}, {source_value::form::word, {std::string{text}}});
}

/// `FROM:TO:DURATION`.
problem take_ramp(std::string_view text, load_settings& into) {
  const auto first = text.find(':');
  const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) return "not FROM:TO:DURATION (like 0:1k:30s)";
  const auto from = parse_rate(text.substr(0, first));
  const auto to = parse_rate(text.substr(first + 1, second - first - 1));
  if (!from || !to) return (from ? to : from).error();
  rate_stage stage{*from, *to, {}};
  if (auto wrong = take_length(text.substr(second + 1), stage.lasts)) return wrong;
  into.pacing.stages.push_back(stage);
  return std::nullopt;
}

/// `N,N,…:DURATION`. Flags are taken by their names, so that the order between ramps and steps is not known any more.
problem take_steps(std::string_view text, load_settings& into) {
  if (!into.pacing.stages.empty()) return "not with --ramp or more --steps: a step among ramps is --ramp N:N:DURATION";
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return "not N,N,…:DURATION (like 100,200,400:10s)";
  milliseconds length{};
  if (auto wrong = take_length(text.substr(colon + 1), length)) return wrong;
  std::vector<rate_stage> stages;
  for (std::size_t from = 0; from <= colon;) {
    const auto to = std::min(text.find(',', from), colon);
    const auto rate = parse_rate(text.substr(from, to - from));
    if (!rate) return rate.error();
    stages.push_back({*rate, *rate, length});
    from = to + 1;
  }
  into.pacing.stages = std::move(stages);
  return std::nullopt;
}

/// `I/N`.
problem take_part(std::string_view text, load_settings& into) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return "not I/N (like 1/4)";
  const auto number = parse_number(text.substr(0, slash));
  const auto of = parse_number(text.substr(slash + 1));
  if (!number || !of || *number == 0 || *number > *of) return "not I/N, whole numbers from 1 on, I no more than N";
  if (*of > 1'000'000) return "more than 1,000,000 parts";
  into.part.number = static_cast<std::size_t>(*number);
  into.part.of = static_cast<std::size_t>(*of);
  return std::nullopt;
}

problem take_start(std::string_view text, load_settings& into) {
  const auto now = std::chrono::system_clock::now();
  const auto start = parse_start_time(text, now);
  if (!start) return start.error();
  if (*start + latest_start < now) {
    const auto past = std::chrono::duration_cast<milliseconds>(std::chrono::floor<std::chrono::seconds>(now - *start));
    return fmt::format("{} ago: the parts would not start together", format_duration(past));
  }
  into.part.start_at = *start;
  return std::nullopt;
}

choice_setting arrivals(load_settings& s) { return choice_of(s.pacing.arrivals, {"uniform", "poisson"}); }

milliseconds length_of(const std::vector<rate_stage>& stages) {
  milliseconds sum{0};
  for (const auto& each : stages) sum += each.lasts;
  return sum;
}

/// How many requests the stages make, when they end at nothing; nullopt when there is no end to it.
std::optional<double> most_requests(const pacing_settings& pacing) {
  if (pacing.rate > 0 || pacing.stages.empty() || pacing.stages.back().to > 0) return std::nullopt;
  double sum = 0;
  for (const auto& each : pacing.stages) {
    sum += (each.from + each.to) / 2 * std::chrono::duration<double>(each.lasts).count();
  }
  return sum;
}

/// What needs an open loop, asked of a closed one.
problem closed_loop_problem(const load_settings& s) {
  if (s.pacing.arrivals == arrivals_kind::poisson) return "--arrivals poisson needs a rate to arrive at: add --rate";
  if (s.pacing.max_in_flight != 0) {
    return "--max-in-flight is for an open loop (--rate); a closed one has at most what -c, --pipeline and --streams "
           "say";
  }
  return std::nullopt;
}

problem replay_problem(const load_settings& s) {
  const auto& pacing = s.pacing;
  if (pacing.rate > 0 || !pacing.stages.empty()) {
    return "--replay-speed keeps the recording's own timing; --rate, --ramp and --steps make another";
  }
  if (pacing.arrivals == arrivals_kind::poisson) return "--arrivals poisson does not go with the timing of a recording";
  return std::nullopt;
}

problem part_problem(const load_settings& s) {
  if (!s.requests || *s.requests >= s.part.of) return std::nullopt;
  return fmt::format("-n {} leaves nothing for some of {} parts", *s.requests, s.part.of);
}

problem stages_problem(const load_settings& s) {
  const auto most = most_requests(s.pacing);
  if (!most) return std::nullopt;
  if (*most <= 0) return "the stages never send anything";
  if (s.requests && !s.duration && static_cast<double>(*s.requests) > *most) {
    return fmt::format(
        "the stages end at a rate of nothing after {:.0f} requests, and -n {} would wait for ever: "
        "add --rate for what follows, or -d",
        *most, *s.requests);
  }
  return std::nullopt;
}

/// How long a run of stages is, when nothing else says it.
problem last_as_long_as_stages(load_settings& s) {
  const milliseconds all = length_of(s.pacing.stages) + (s.pacing.rate > 0 ? usual_duration : 0ms);
  if (all <= s.pacing.warmup) return "--warmup is as long as the stages: nothing is left to count; add -d";
  s.duration = all - s.pacing.warmup;
  return std::nullopt;
}

}  // namespace

// clang-format off
std::vector<bound_flag> pacing_flags(load_settings& s) {
  return {
    custom(group, "-d,--duration", "DURATION", "when to stop [10s, or when the stages end]", s, take_duration),
    custom(group, "-n,--requests", "N", "when to stop; with -d whichever is first", s, take_requests),
    custom(group, "-r,--rate", "N[/s]", "open loop: requests a second, due whether answers come or not", s, take_rate),
    grouped(group, "--arrivals", "uniform|poisson", "of an open loop: evenly, or as independent users", choice_setting{arrivals(s)}),
    repeatable(custom(group, "--ramp", "FROM:TO:DURATION", "a rate that changes evenly; more follow, then --rate", s, take_ramp)),
    custom(group, "--steps", "N,N,…:DURATION", "rates, each held for DURATION; then --rate", s, take_steps),
    grouped(group, "--warmup", "DURATION", "run, but do not count; before -d and -n", duration_setting{&s.pacing.warmup, 0ms, 365 * day}),
    grouped(group, "--max-in-flight", "N", "of an open loop; 0 = what the connections take", count_setting{&s.pacing.max_in_flight, 0, 1'000'000'000}),
    custom(group, "--part", "I/N", "this process's share of --rate and -n [1/1]", s, take_part),
    custom(group, "--start-at", "TIME", "RFC 3339, seconds since 1970, or +5s [now]", s, take_start),
  };
}
// clang-format on

problem pacing_problem(load_settings& settings) {
  const auto& pacing = settings.pacing;
  if (auto wrong = part_problem(settings)) return wrong;
  if (!pacing.open_loop()) {
    if (auto wrong = closed_loop_problem(settings)) return wrong;
  }
  if (pacing.replay_speed > 0) return replay_problem(settings);  // it ends with its recording
  if (auto wrong = stages_problem(settings)) return wrong;
  if (settings.duration || settings.requests) return std::nullopt;
  if (!pacing.stages.empty()) return last_as_long_as_stages(settings);
  settings.duration = usual_duration;
  return std::nullopt;
}

}  // namespace synfin::config
