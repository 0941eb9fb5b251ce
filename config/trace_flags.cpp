#include "config/trace_flags.hpp"

#include <chrono>
#include <string_view>
#include <utility>

#include "config/load/custom_flag.hpp"
#include "config/tls_flags.hpp"
#include "config/url.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view group = "Options";

std::optional<std::string> take_unfold(std::string_view /*true*/, trace_settings& into) {
  into.unfold = true;
  return std::nullopt;
}

std::optional<std::string> take_resume(std::string_view /*true*/, trace_settings& into) {
  into.resume = true;
  return std::nullopt;
}

}  // namespace

std::vector<bound_flag> trace_flags(trace_settings& s) {
  const auto take_url = [&s](std::string_view text) -> std::optional<std::string> {
    if (const auto parsed = parse_url(text); !parsed) return parsed.error();
    s.url = text;
    return std::nullopt;
  };
  std::vector<bound_flag> flags{
      {{"URL", "", "what to ask for, on a connection that is watched from SYN to FIN"}, take_url},
      grouped(group, "--requests", "N", "ask so often, one after another", count_setting{&s.requests, 1, 1000}),
      grouped(group, "--idle", "DURATION", "pause between two requests", duration_setting{&s.idle, 0ms, 1h}),
      grouped(group, "--close", "fin|half|server|rst", "who ends the connection, how",
              choice_of(s.close, {"fin", "half", "server", "rst"})),
      grouped(group, "--view", "any|capture|kernel",
              "by a capture (takes CAP_NET_RAW), by what the kernel tells of its own end, or what is allowed",
              choice_of(s.view, {"any", "capture", "kernel"})),
      custom(group, "--resume", "", "resume the TLS session of a connection made before it", s, take_resume),
      grouped(group, "--timeout", "DURATION", "for all of it", duration_setting{&s.timeout, 1ms, 24h}),
      grouped(group, "--read", "FILE", "a capture, pcap or pcapng, to draw a connection of", text_setting{&s.read, ""}),
      grouped(group, "--connection", "HOST:PORT", "which one, by one of its ends [the first]",
              text_setting{&s.connection, ""}),
      custom(group, "--unfold", "", "each segment on a line of its own", s, take_unfold),
      grouped(group, "--json", "FILE|-", "write all segments as JSON", text_setting{&s.json, ""}),
  };
  for (auto& each : tls_flags(s.tls)) flags.push_back(std::move(each));
  flags.push_back({{"-h,--help", "", "print this"}, {}});
  return flags;
}

std::optional<std::string> trace_problem(trace_settings& settings) {
  if (settings.read.empty() && settings.url.empty()) return "neither a URL nor a capture (--read FILE) is given";
  if (!settings.read.empty() && !settings.url.empty()) return "a URL and --read exclude each other";
  if (settings.resume && !settings.url.starts_with("https:"))
    return "--resume is for https:// URLs: it resumes a TLS session";
  if (settings.read.empty() && !settings.connection.empty()) return "--connection needs --read";
  return tls_problem(settings.tls);
}

}  // namespace synfin::config
