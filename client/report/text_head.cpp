#include "client/report/text_head.hpp"

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"
#include "client/report/text_layout.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t most_of_a_name = 40;

std::string what_was_asked(const load_result& result) {
  const auto& urls = result.settings.urls;
  if (urls.size() == 1) return clipped(urls.front(), report_width);
  std::string servers = result.servers.empty() ? "no server" : clipped(result.servers.front(), most_of_a_name);
  if (result.servers.size() > 1) servers += fmt::format(" and {}", counted(result.servers.size() - 1, "other server"));
  return fmt::format("{} on {}", counted(urls.size(), "URL"), servers);
}

/// OpenSSL's `TLSv1.3` as people say it.
std::string spoken_version(std::string version) {
  if (version.starts_with("TLSv")) version.replace(0, 4, "TLS ");
  return version;
}

std::string_view close_name(config::close_kind close) noexcept {
  switch (close) {
    case config::close_kind::fin: return "fin";
    case config::close_kind::half: return "half";
    case config::close_kind::server: return "server";
    case config::close_kind::rst: return "rst";
  }
  return "";
}

/// What TLS came to on the first connection; empty without TLS.
std::string security(const load_result& result) {
  const tls_facts& facts = result.counts.tls_peer;
  if (facts.version.empty()) return {};
  parts said{spoken_version(shown(facts.version)), shown(facts.cipher)};
  if (!facts.subject.empty()) {
    said.push_back(clipped(facts.subject, most_of_a_name));
    said.push_back("issued by " + clipped(facts.issuer, most_of_a_name));
  }
  if (result.settings.tls.insecure) said.emplace_back("not verified");
  return wrapped("", 0, said, dot, report_width);
}

std::string seconds(config::milliseconds span) {
  return fmt::format("{:g} s", std::chrono::duration<double>(span).count());
}

std::string stage(const config::rate_stage& each) {
  if (each.from == each.to) return fmt::format("{} for {}", rate_text(each.to), seconds(each.lasts));
  return fmt::format("{} → {} in {}", rate_text(each.from), rate_text(each.to), seconds(each.lasts));
}

/// The stages by name as long as there are few, then by their number.
void add_stages(const config::pacing_settings& pacing, parts& said) {
  constexpr std::size_t most = 4;
  if (pacing.stages.size() > most) {
    said.push_back(fmt::format("{} of rates", counted(pacing.stages.size(), "stage")));
    return;
  }
  for (const auto& each : pacing.stages) said.push_back(stage(each));
}

void add_rate(const config::pacing_settings& pacing, parts& said) {
  const bool uniform = pacing.arrivals == config::arrivals_kind::uniform;
  const std::string_view arrivals = uniform ? "uniform" : "Poisson";
  said.emplace_back("open loop");
  add_stages(pacing, said);
  if (pacing.rate > 0) said.push_back(fmt::format("{} {}", rate_text(pacing.rate), arrivals));
  if (pacing.rate <= 0 && !pacing.stages.empty()) said.emplace_back(arrivals);
  if (pacing.replay_speed > 0) said.push_back(fmt::format("recorded times, {:g} times as fast", pacing.replay_speed));
  if (pacing.max_in_flight != 0) said.push_back(fmt::format("at most {} in flight", thousands(pacing.max_in_flight)));
}

/// What was asked for beside the usual.
void add_wishes(const config::load_settings& settings, parts& said) {
  if (settings.method != "GET") said.push_back(clipped(settings.method, 20));
  if (!settings.body.empty()) said.push_back("body " + bytes_text(static_cast<double>(settings.body.size())));
  if (settings.streams > 1) said.push_back(counted(settings.streams, "stream"));
  if (settings.pipeline > 1) said.push_back(fmt::format("{} pipelined", settings.pipeline));
  if (!settings.keep_alive) said.emplace_back("keep-alive off");
  if (settings.close != config::close_kind::fin) said.push_back(fmt::format("close by {}", close_name(settings.close)));
}

}  // namespace

std::vector<std::string> pacing_in_words(const load_result& result) {
  const auto& pacing = result.settings.pacing;
  parts said;
  if (pacing.open_loop()) {
    add_rate(pacing, said);
  } else {
    said.emplace_back("closed loop");
  }
  if (pacing.warmup.count() != 0) {
    said.push_back(
        fmt::format("warm-up {} ({} left out)", seconds(pacing.warmup), counted(result.counts.warmed_up, "request")));
  }
  if (pacing.connect_rate > 0) said.push_back(fmt::format("{} new connections", rate_text(pacing.connect_rate)));
  return said;
}

std::string text_head(const load_result& result) {
  const auto& settings = result.settings;
  parts said{what_was_asked(result), fmt::format("{:.1f} s", result.duration_s),
             counted(settings.connections, "connection"), counted(result.workers.size(), "thread")};
  for (std::string& each : pacing_in_words(result)) said.push_back(std::move(each));
  said.emplace_back(result.protocol());
  if (settings.part.of > 1) said.push_back(fmt::format("part {} of {}", settings.part.number, settings.part.of));
  if (!result.parts.empty()) said.push_back(counted(result.parts.size(), "part") + " merged");
  add_wishes(settings, said);
  if (result.interrupted) said.emplace_back("interrupted");
  return wrapped("", 0, said, dot, report_width) + security(result);
}

}  // namespace synfin::load
