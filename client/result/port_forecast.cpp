#include "client/result/port_forecast.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "common/thousands.hpp"

namespace synfin::load {
namespace {

constexpr double time_wait_s = 60;
constexpr double without_end = std::numeric_limits<double>::infinity();

double requests_each(const config::load_settings& settings) noexcept {
  if (!settings.keep_alive) return 1;
  return static_cast<double>(settings.requests_per_connection_min + settings.requests_per_connection_max) / 2;
}

/// Does the run make one connection after another, and end them itself? Only then ports are held here.
bool holds_ports(const config::load_settings& settings) noexcept {
  const bool ours = settings.close == config::close_kind::fin || settings.close == config::close_kind::half;
  return ours && requests_each(settings) > 0;
}

/// New connections a second, as far as the flags tell; nullopt where the server's speed decides.
std::optional<double> connections_a_second(const config::load_settings& settings) noexcept {
  const auto& pacing = settings.pacing;
  double most = pacing.rate;
  for (const auto& stage : pacing.stages) most = std::max({most, stage.from, stage.to});
  double found = most > 0 ? most / static_cast<double>(settings.part.of) / requests_each(settings) : without_end;
  if (pacing.connect_rate > 0) found = std::min(found, pacing.connect_rate);
  return std::isinf(found) ? std::nullopt : std::optional(found);
}

/// How many connections the run makes in all, as far as the flags tell.
double all_connections(const config::load_settings& settings, const std::optional<double>& rate) noexcept {
  double most = without_end;
  if (settings.requests) most = static_cast<double>(*settings.requests) / requests_each(settings);
  if (settings.duration && rate) {
    const auto lasts = *settings.duration + settings.pacing.warmup;
    most = std::min(most, *rate * std::chrono::duration<double>(lasts).count());
  }
  return most;
}

std::string count(double number) {
  if (number < 10) return fmt::format("{:.3g}", number);
  return thousands(static_cast<std::uint64_t>(std::llround(number)));
}

std::string remedy(const config::load_settings& settings, const port_budget& budget, std::optional<double> rate) {
  std::string more = "--source with more addresses";
  if (rate && budget.sources != 0) {
    const double each = budget.sustained() / static_cast<double>(budget.sources);
    more = fmt::format("--source with {} addresses", count(std::ceil(*rate / each)));
  }
  const std::string_view longer = settings.keep_alive ? "more requests a connection" : "--keep-alive on";
  return fmt::format("Use {}, --close server, {}, or a wider net.ipv4.ip_local_port_range.", more, longer);
}

std::string_view plural(std::size_t number) noexcept { return number == 1 ? "" : "s"; }

}  // namespace

double port_budget::held_s() const noexcept {
  const bool again = reuse == reuse_of::all || (reuse == reuse_of::loopback && loopback);
  // No division by a delay of nothing: a port is held for as long as its connection lasts, at the very least.
  return again ? std::clamp(reuse_after_s, 0.001, time_wait_s) : time_wait_s;
}

std::string port_forecast(const config::load_settings& settings, const port_budget& budget) {
  if (budget.ports == 0 || !holds_ports(settings)) return {};
  const auto rate = connections_a_second(settings);
  const auto all = static_cast<double>(budget.all());
  if (all_connections(settings, rate) <= all) return {};
  const std::string have = fmt::format(
      "{} local ports (from {} address{} to {} server{}), each held for {:g} s once we closed", thousands(budget.all()),
      budget.sources, budget.sources == 1 ? "" : "es", budget.servers, plural(budget.servers), budget.held_s());
  if (!rate) {
    if (budget.held_s() < time_wait_s) return {};  // more a second than a client makes
    return fmt::format("{}: more than {} new connections a second use them up. {}", have, count(budget.sustained()),
                       remedy(settings, budget, rate));
  }
  if (*rate <= budget.sustained()) return {};
  return fmt::format("{}: at {} new connections a second they last {:.1f} s. {}", have, count(*rate), all / *rate,
                     remedy(settings, budget, rate));
}

std::string no_port_left(const std::string& source, const std::string& server, const port_budget& budget) {
  const std::string from = source.empty() ? "" : source + " → ";
  return fmt::format(
      "{}{}: no local port is left of {}; one that we closed first is held for 60 s (TIME_WAIT). Use --source with "
      "more "
      "addresses, --close server, more requests a connection, or a wider net.ipv4.ip_local_port_range",
      from, server, thousands(budget.ports));
}

}  // namespace synfin::load
