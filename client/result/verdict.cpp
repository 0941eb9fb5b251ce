#include "client/result/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "client/result/result.hpp"
#include "common/thousands.hpp"

namespace synfin::load {
namespace {

using found = std::optional<verdict>;

constexpr double used_up = 0.95;         // of a thread's time, or of a machine's CPUs
constexpr double much_taken = 0.1;       // of a thread's time, by others
constexpr double full = 0.9;             // of a link, or of the connections
constexpr double lateness_share = 0.25;  // of the latency reported, from which on lag is to be seen in it
constexpr std::uint64_t least_lateness_us = 200;
constexpr double interruption_share = 0.5;
constexpr std::uint64_t least_interruption_us = 1'000;
constexpr std::uint64_t enough_ticks = 20;
constexpr double law_tolerance = 0.25;
constexpr double least_busy_s = 0.5;    // for what the kernel counts in hundredths of a second
constexpr double least_duration_s = 2;  // for means to be worth comparing

std::string time_text(std::uint64_t microseconds) {
  if (microseconds < 1'000) return fmt::format("{} µs", microseconds);
  const double ms = static_cast<double>(microseconds) / 1e3;
  return ms < 1'000 ? fmt::format("{:.1f} ms", ms) : fmt::format("{:.1f} s", ms / 1e3);
}

std::string link_text(std::uint64_t bits) {
  const double mega = static_cast<double>(bits) / 1e6;
  return mega < 1'000 ? fmt::format("{:.0f} Mbit/s", mega) : fmt::format("{:g} Gbit/s", mega / 1e3);
}

std::uint64_t failed(const load_result& result, failure why) noexcept {
  return result.counts.failed_by[static_cast<std::size_t>(why)].count;
}

/// What more threads or machines to use, as far as there are CPUs for them.
std::string more_client(const load_result& result) {
  if (result.workers.size() < result.usable_cpus && result.workers.size() < result.settings.connections) {
    return fmt::format("Add -t {} or more machines.", result.workers.size() + 1);
  }
  return "Add more machines.";
}

found ports(const load_result& result) {
  const std::uint64_t refused = failed(result, failure::address_unavailable);
  if (refused == 0) return std::nullopt;
  std::string figures = fmt::format(
      "The client ran out of local ports {} times: the rate of new connections is its limit.", thousands(refused));
  return verdict{limit::ports, true, std::move(figures),
                 "Use --source with more addresses, --close server, or more requests a connection."};
}

found descriptors(const load_result& result) {
  constexpr std::uint64_t for_others = 64;
  const std::uint64_t allowed = result.facts.descriptors;
  const std::uint64_t wanted = result.settings.connections + for_others;
  if (allowed == 0 || wanted <= allowed || failed(result, failure::other) == 0) return std::nullopt;
  return verdict{limit::descriptors, true,
                 fmt::format("The client ran out of descriptors, of which it may have {}.", thousands(allowed)),
                 fmt::format("Raise the limit (ulimit -n {}), or use fewer connections.", wanted)};
}

found cpu(const load_result& result) {
  const bool busy = std::ranges::any_of(
      result.workers, [](const worker_usage& each) { return each.cpu_seconds > used_up * each.wall_seconds; });
  if (!busy) return std::nullopt;
  return verdict{limit::cpu, true, "The client was the limit: these figures are its ceiling.", more_client(result)};
}

found quota(const load_result& result) {
  if (result.duration_s <= 0 || result.facts.throttled_s < much_taken * result.duration_s) return std::nullopt;
  return verdict{limit::cpu_taken, true,
                 fmt::format("The client was the limit: its CPU quota stopped it for {:.1f} of {:.1f} s.",
                             result.facts.throttled_s, result.duration_s),
                 "Raise the quota of its control group, or add more machines."};
}

found cpu_taken(const load_result& result) {
  if (auto held = quota(result)) return held;
  for (const worker_usage& each : result.workers) {
    const bool wanted_all = each.cpu_seconds + each.waited_seconds > used_up * each.wall_seconds;
    if (!wanted_all || each.waited_seconds < much_taken * each.wall_seconds) continue;
    std::string figures = fmt::format(
        "The client was short of CPU: a thread waited {:.0f} % of the time while others ran, so these figures are not "
        "the server's alone.",
        100 * each.waited_seconds / each.wall_seconds);
    return verdict{limit::cpu_taken, true, std::move(figures),
                   result.facts.loopback ? "Run the client on a machine of its own." : "Leave its CPUs to the client."};
  }
  if (result.facts.stolen < much_taken) return std::nullopt;
  return verdict{
      limit::cpu_taken, false,
      fmt::format("The machine was not the client's alone: its host gave {:.0f} % of its CPU time to others.",
                  100 * result.facts.stolen),
      "Repeat the run on a quieter machine."};
}

/// How many requests the connections can have in flight.
double capacity(const load_result& result) {
  const auto& settings = result.settings;
  const double all =
      static_cast<double>(settings.connections) * static_cast<double>(std::max(settings.pipeline, settings.streams));
  const auto most = static_cast<double>(settings.pacing.max_in_flight);
  return most > 0 ? std::min(all, most) : all;
}

bool lag_shows(const load_result& result) {
  const histogram& lag = result.counts.lag;
  if (!result.open_loop() || lag.empty() || lag.percentile(99) < least_lateness_us) return false;
  return static_cast<double>(lag.percentile(99)) >
         lateness_share * static_cast<double>(result.counts.corrected.percentile(99));
}

std::string waits(const load_result& result) {
  return fmt::format("{} (p99) of the {} reported", time_text(result.counts.lag.percentile(99)),
                     time_text(result.counts.corrected.percentile(99)));
}

/// Lag that is not the loop's own is a wait for a free connection, and that is the server's doing.
found connections(const load_result& result) {
  if (!lag_shows(result)) return std::nullopt;
  const tally& counts = result.counts;
  const bool all_in_use = result.mean_in_flight >= full * capacity(result);
  const bool loop_was_there =
      !counts.loop_lag.empty() && 4 * counts.loop_lag.percentile(99) < counts.lag.percentile(99);
  if (!all_in_use && !loop_was_there) return std::nullopt;
  return verdict{
      limit::connections, false,
      fmt::format("Due requests waited for a free connection: {}; raw latencies leave that out.", waits(result)),
      "Add connections (-c), or lower the rate to what the server can do."};
}

found lateness(const load_result& result) {
  if (!lag_shows(result)) return std::nullopt;
  return verdict{limit::lateness, true,
                 fmt::format("The client sent late: {} is its own; raw latencies leave that out.", waits(result)),
                 result.workers.size() < result.usable_cpus
                     ? more_client(result)
                     : "Lower the rate, leave its CPUs to the client, or add more machines."};
}

found network(const load_result& result) {
  const auto most = static_cast<double>(std::max(result.counts.bytes_received, result.counts.bytes_sent));
  const auto link = static_cast<double>(result.facts.link_bits);
  if (link <= 0 || result.duration_s <= 0 || most * 8 / result.duration_s < full * link) return std::nullopt;
  return verdict{
      limit::network, true,
      fmt::format("The network was the limit: {} ({}) was full.", result.facts.link, link_text(result.facts.link_bits)),
      "Use a faster link, or more machines."};
}

found shared_cpus(const load_result& result) {
  const bool too_short = result.duration_s < least_busy_s;
  if (too_short || !result.facts.loopback || result.facts.machine_busy < used_up) return std::nullopt;
  return verdict{limit::shared_cpus, false,
                 "These figures are of server and client together: they used up the CPUs of one machine.",
                 "Run the client on another machine to see what the server can do alone."};
}

found interruption(const load_result& result) {
  const histogram& loop = result.counts.loop_lag;
  const std::uint64_t late = loop.percentile(99);
  const std::uint64_t reported = result.corrected().percentile(99);
  if (loop.count() < enough_ticks || late < least_interruption_us) return std::nullopt;
  if (static_cast<double>(late) < interruption_share * static_cast<double>(reported)) return std::nullopt;
  return verdict{limit::interruption, false,
                 fmt::format("The client was held up for {} (p99 of its loop), beside a latency of {} (p99).",
                             time_text(late), time_text(reported)),
                 "Repeat the run on a quieter machine."};
}

/// Little: requests in flight = rate × mean latency, whatever the distribution.
found accounting(const load_result& result) {
  const histogram& raw = result.counts.raw;
  const tally& counts = result.counts;
  if (result.duration_s < least_duration_s || result.mean_in_flight < 1 || 100 * counts.failed > counts.sent) {
    return std::nullopt;
  }
  const double expected = static_cast<double>(raw.count()) / result.duration_s * raw.mean() / 1e6;
  if (std::abs(expected - result.mean_in_flight) <= law_tolerance * result.mean_in_flight) return std::nullopt;
  return verdict{limit::accounting, false,
                 fmt::format("Rate times mean latency makes {:.1f} requests in flight, while {:.1f} were seen "
                             "(Little's law): these figures leave something out.",
                             expected, result.mean_in_flight),
                 "Repeat the run for longer, on a quieter machine."};
}

}  // namespace

verdict judge(const load_result& result) {
  // What says most comes first: a limit of which another is only the consequence stands behind it.
  constexpr std::array checks{ports,    descriptors, cpu,         cpu_taken,    connections,
                              lateness, network,     shared_cpus, interruption, accounting};
  for (const auto check : checks) {
    if (auto met = check(result)) return *std::move(met);
  }
  return {limit::none, false, "These figures describe the server: the client had CPU to spare.", ""};
}

}  // namespace synfin::load
