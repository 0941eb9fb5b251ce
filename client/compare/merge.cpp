#include "client/compare/merge.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "client/compare/out_of_line.hpp"

namespace synfin::load {
namespace {

using all_results = std::vector<named_result>;

double seconds_between(wall::time_point from, wall::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

std::string_view mode(const load_result& result) { return result.open_loop() ? "open loop" : "closed loop"; }

/// Why these cannot be parts of one test; empty if they can.
std::string why_not(const all_results& results) {
  const auto& [first_name, first] = results.front();
  for (const auto& [name, result] : results) {
    if (result.servers != first.servers || result.settings.urls != first.settings.urls) {
      return fmt::format("{} and {} asked for different targets", first_name, name);
    }
    if (result.open_loop() != first.open_loop()) {
      return fmt::format("{} is a {}, {} a {}", first_name, mode(first), name, mode(result));
    }
    if (result.timeline.length_s != first.timeline.length_s) {
      return fmt::format("{} has intervals of {} s, {} of {} s", first_name, first.timeline.length_s, name,
                         result.timeline.length_s);
    }
  }
  return {};
}

std::string part_there_twice(const all_results& results) {
  std::set<std::size_t> seen;
  for (const auto& [name, result] : results) {
    const auto& part = result.settings.part;
    if (part.of > 1 && !seen.insert(part.number).second) {
      return fmt::format("{} is part {} of {}, which is there already", name, part.number, part.of);
    }
  }
  return {};
}

/// Two processes that never ran at the same time made two tests.
std::string not_together(const all_results& results) {
  const auto latest = std::ranges::max_element(results, {}, [](const auto& each) { return each.result.started_at; });
  for (const auto& [name, result] : results) {
    const double until_latest = seconds_between(result.started_at, latest->result.started_at);
    if (until_latest > result.duration_s) {
      return fmt::format("{} had ended {:.1f} s before {} began", name, until_latest - result.duration_s, latest->name);
    }
  }
  return {};
}

std::string missing_parts(const all_results& results) {
  std::size_t of = 1;
  std::set<std::size_t> there;
  for (const auto& each : results) {
    of = std::max(of, each.result.settings.part.of);
    there.insert(each.result.settings.part.number);
  }
  if (of == 1 || there.size() >= of) return {};
  return fmt::format("Only {} of the test's {} parts are here: the others' share of the load is not in these figures.",
                     there.size(), of);
}

/// One process as a part; the parts themselves of what was merged before.
void add_parts(const named_result& each, std::vector<part_usage>& into) {
  const auto& [name, result] = each;
  if (!result.parts.empty()) {
    into.insert(into.end(), result.parts.begin(), result.parts.end());
    return;
  }
  part_usage part;
  part.name = name;
  part.completed = result.counts.completed;
  part.duration_s = result.duration_s;
  part.cpu_seconds = result.cpu_seconds();
  part.threads = result.workers.size();
  part.lag = result.lag();
  part.saturated = result.saturated();
  part.started_at = result.started_at;
  into.push_back(std::move(part));
}

/// `--part` shares out the rate and the number of requests; all else is each process's own.
void add_settings(const config::load_settings& other, config::load_settings& into) {
  into.connections += other.connections;
  into.threads += other.threads;
  into.pacing.max_in_flight += other.pacing.max_in_flight;
  into.pacing.connect_rate += other.pacing.connect_rate;
  if (into.part.of > 1) return;
  into.pacing.rate += other.pacing.rate;
  if (into.requests && other.requests) *into.requests += *other.requests;
}

/// Adds intervals to those of which the first began `after_s` earlier, each to the one that it has most in common with.
void add_intervals(const timeline& other, double after_s, timeline& into) {
  const auto skipped = static_cast<std::size_t>(std::llround(after_s / into.length_s));
  timeline shifted{.length_s = into.length_s, .intervals = std::vector<interval>(skipped)};
  shifted.intervals.insert(shifted.intervals.end(), other.intervals.begin(), other.intervals.end());
  into.add(shifted);
}

template <typename Value>
void add_new(const std::vector<Value>& more, std::vector<Value>& into) {
  for (const Value& each : more) {
    if (std::ranges::find(into, each) == into.end()) into.push_back(each);
  }
}

void add_counts(const load_result& other, load_result& into) {
  into.counts.add(other.counts);
  into.dns.add(other.dns);
  into.workers.insert(into.workers.end(), other.workers.begin(), other.workers.end());
  into.requested_rate += other.requested_rate;
  into.usable_cpus = std::max(into.usable_cpus, other.usable_cpus);
  into.interrupted = into.interrupted || other.interrupted;
  add_new(other.servers, into.servers);
  add_new(other.settings.urls, into.settings.urls);
  add_new(other.settings.sources, into.settings.sources);
  add_new(other.notes, into.notes);
}

/// Each host has descriptors and a link of its own; of what slowed any of them down the worst is kept.
void add_facts(const client_facts& other, client_facts& into) {
  into.loopback = into.loopback && other.loopback;
  into.machine_busy = std::max(into.machine_busy, other.machine_busy);
  into.stolen = std::max(into.stolen, other.stolen);
  into.throttled_s = std::max(into.throttled_s, other.throttled_s);
  into.descriptors = 0;
  into.link.clear();
  into.link_bits = 0;
}

/// What was in flight on average, over the time of all together.
double mean_in_flight(const all_results& results, double duration_s) {
  double sum = 0;
  for (const auto& each : results) sum += each.result.mean_in_flight * each.result.duration_s;
  return duration_s > 0 ? sum / duration_s : 0;
}

/// All figures but the intervals.
load_result added(const all_results& results) {
  load_result sum = results.front().result;
  for (std::size_t i = 1; i < results.size(); ++i) {
    add_counts(results[i].result, sum);
    add_settings(results[i].result.settings, sum.settings);
    add_facts(results[i].result.facts, sum.facts);
  }
  sum.started_at =
      std::ranges::min(results, {}, [](const auto& each) { return each.result.started_at; }).result.started_at;
  for (const auto& [name, result] : results) {
    sum.duration_s = std::max(sum.duration_s, seconds_between(sum.started_at, result.started_at) + result.duration_s);
  }
  sum.mean_in_flight = mean_in_flight(results, sum.duration_s);
  sum.settings.part.number = sum.settings.part.of = 1;
  sum.local_ports = 0;  // each host has its own, and which of them share one is not known
  sum.thresholds.clear();
  sum.parts.clear();
  sum.timeline.intervals.clear();
  return sum;
}

}  // namespace

std::expected<load_result, std::string> merge(const std::vector<named_result>& results, bool force) {
  constexpr std::string_view way_out = "\n  They are not one test; --force adds them all the same.";
  const std::string other = why_not(results);
  const std::string apart = not_together(results);
  for (const auto& problem : {other, part_there_twice(results), apart}) {
    if (!problem.empty() && !force) return std::unexpected(problem + std::string(way_out));
  }
  load_result sum = added(results);
  const bool laid_over = other.empty() && apart.empty();
  for (const named_result& each : results) {
    add_parts(each, sum.parts);
    if (!laid_over) continue;
    add_intervals(each.result.timeline, seconds_between(sum.started_at, each.result.started_at), sum.timeline);
  }
  if (!laid_over) sum.notes.push_back("These were not one test: " + (other.empty() ? apart : other) + ".");
  if (auto missing = missing_parts(results); !missing.empty()) sum.notes.push_back(std::move(missing));
  flag_out_of_line(sum.parts, sum.corrected().percentile(99), sum.timeline.length_s);
  for (const part_usage& part : sum.parts) {
    for (const auto& each : part.out_of_line) sum.notes.push_back(fmt::format("{}: {}", part.name, each));
  }
  return sum;
}

}  // namespace synfin::load
