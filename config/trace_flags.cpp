#include "config/trace_flags.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <sstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "config/load/custom_flag.hpp"
#include "config/sandbox_flags.hpp"
#include "config/tls_flags.hpp"
#include "config/url.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view group = "Options";
constexpr std::string_view outputs = "What is shown";

std::optional<std::string> take_unfold(std::string_view /*true*/, trace_settings& into) {
  into.unfold = true;
  return std::nullopt;
}

std::optional<std::string> take_resume(std::string_view /*true*/, trace_settings& into) {
  into.resume = true;
  return std::nullopt;
}

std::optional<std::string> take_explain(std::string_view /*true*/, trace_settings& into) {
  into.explain = true;
  return std::nullopt;
}

std::optional<std::string> shared_output(const trace_settings& s) {
  const std::array<std::pair<std::string_view, const std::string*>, 4> files{
      {{"--json", &s.json}, {"--svg", &s.svg}, {"--mermaid", &s.mermaid}, {"--pcapng", &s.pcapng}}};
  for (auto each = files.begin(); each != files.end(); ++each) {
    const auto same = std::find_if(std::next(each), files.end(), [each](const auto& other) {
      return !other.second->empty() && *other.second == *each->second;
    });
    if (same == files.end()) continue;
    const std::string name = *same->second == "-" ? "standard output" : *same->second;
    return fmt::format("{} and {} both name {}: each needs a file of its own", each->first, same->first, name);
  }
  return std::nullopt;
}

/// What the version of HTTP, and what was asked of it, have against each other.
std::optional<std::string> version_problem(const trace_settings& s) {
  const bool by_http1 = s.close == close_kind::half || s.close == close_kind::server;
  if (s.http == http_choice::http2 && by_http1) return "--close half and --close server need HTTP/1.1";
  if (s.streams == 1) return std::nullopt;
  if (s.http == http_choice::http1 || by_http1) return "--streams is for HTTP/2";
  if (s.http != http_choice::http2 && !s.url.starts_with("https:")) {
    return "--streams is for HTTP/2, and http:// without TLS is HTTP/1.1: add --http 2";
  }
  return std::nullopt;
}

std::optional<std::string> connection_problem(const trace_settings& s) {
  if (auto wrong = version_problem(s)) return wrong;
  if (s.resume && !s.url.starts_with("https:")) return "--resume is for https:// URLs: it resumes a TLS session";
  return tls_problem(s.tls);
}

std::optional<std::string> pair_problem(const trace_settings& s) {
  if (s.compare.empty()) return s.second.empty() ? std::nullopt : std::optional("--second needs --compare URL");
  if (!s.server_json.empty()) return "--compare shows two connections, and --server-json both sides of one";
  if (!s.read.empty()) return "--compare makes two connections, and --read draws one of a capture";
  if (!s.svg.empty() || !s.mermaid.empty() || !s.pcapng.empty()) {
    return "--compare shows two connections as text or JSON; --svg, --mermaid and --pcapng take one";
  }
  const auto second = second_of(s);
  return second ? std::nullopt : std::optional(second.error());
}

/// The flags that make a connection what it is: those of `--second`.
std::vector<bound_flag> connection_flags(trace_settings& into) {
  auto flags = trace_flags(into);
  std::erase_if(flags, [](const bound_flag& each) {
    const bool argument = !each.looks.names.starts_with('-');
    const bool none = !each.take || argument || each.looks.names == "--read" || each.looks.names == "--connection";
    return none || each.looks.group == outputs || each.looks.group == sandbox_group;
  });
  return flags;
}

}  // namespace

std::vector<bound_flag> trace_flags(trace_settings& s) {
  const auto take_url = [&s](std::string_view text) -> std::optional<std::string> {
    const bool path = text.starts_with('/');  // of a sandbox
    const auto parsed = parse_url(path ? fmt::format("http://sandbox{}", text) : std::string(text));
    if (!parsed && !text.starts_with(unix_place)) return parsed.error();
    s.url = text;
    return std::nullopt;
  };
  const auto take_second_url = [&s](std::string_view text) -> std::optional<std::string> {
    if (const auto parsed = parse_url(text); !parsed) return parsed.error();
    s.compare = text;
    return std::nullopt;
  };
  std::vector<bound_flag> flags{
      {{"URL", "", "what to ask for, on a connection that is watched from SYN to FIN"}, take_url},
      grouped(group, "--requests", "N", "ask so often, one after another", count_setting{&s.requests, 1, 1000}),
      grouped(group, "--http", "1.1|2|auto", "version; auto: what TLS agrees on, 1.1 without TLS",
              choice_of(s.http, {"1.1", "2", "auto"})),
      grouped(group, "--streams", "N", "requests at a time, over HTTP/2", count_setting{&s.streams, 1, 1000}),
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
      grouped(group, "--server-json", "FILE", "what synfin-server --trace-connections wrote: both sides in one drawing",
              text_setting{&s.server_json, ""}),
      custom(outputs, "--unfold", "", "each segment on a line of its own", s, take_unfold),
      custom(outputs, "--explain", "", "say under each line what it is for", s, take_explain),
      grouped(outputs, "--lang", "en|zh", "language of all but the wire's own words", choice_of(s.in, {"en", "zh"})),
      grouped(outputs, "--color", "auto|always|never", "auto: on a terminal, unless NO_COLOR is set",
              choice_of(s.colour, {"auto", "always", "never"})),
      grouped(outputs, "--json", "FILE|-", "write all segments as JSON", text_setting{&s.json, ""}),
      grouped(outputs, "--svg", "FILE|-", "write the drawing as an image", text_setting{&s.svg, ""}),
      grouped(outputs, "--mermaid", "FILE|-", "write a Mermaid sequence diagram", text_setting{&s.mermaid, ""}),
      grouped(outputs, "--pcapng", "FILE|-", "write the connection's frames as a capture", text_setting{&s.pcapng, ""}),
      {{"--compare", "URL", "make a second connection, shown beside the first", outputs}, take_second_url},
      grouped(outputs, "--second", "FLAGS", "options that the second one has beside the first's, as '--requests 3'",
              text_setting{&s.second, ""}),
  };
  for (auto& each : sandbox_flags(s.sandbox)) flags.push_back(std::move(each));
  for (auto& each : tls_flags(s.tls)) flags.push_back(std::move(each));
  flags.push_back({{"-h,--help", "", "print this"}, {}});
  return flags;
}

std::optional<std::string> trace_problem(trace_settings& settings) {
  if (const auto wrong = sandbox_problem(settings)) return wrong;
  if (settings.read.empty() && settings.url.empty() && !settings.sandbox.wanted) {
    return "neither a URL nor a capture (--read FILE) is given";
  }
  if (!settings.read.empty() && !settings.url.empty()) return "a URL and --read exclude each other";
  if (settings.read.empty() && !settings.connection.empty()) return "--connection needs --read";
  if (!settings.pcapng.empty() && settings.view == trace_view::kernel) {
    return "--pcapng writes what was captured, and with --view kernel nothing is";
  }
  if (auto wrong = shared_output(settings)) return wrong;
  if (auto wrong = pair_problem(settings)) return wrong;
  return connection_problem(settings);
}

std::expected<trace_settings, std::string> second_of(const trace_settings& first) {
  trace_settings second = first;
  second.url = first.compare;
  second.compare.clear();
  second.second.clear();
  std::istringstream text(first.second);
  const std::vector<std::string> words{std::istream_iterator<std::string>(text), {}};
  std::vector<const char*> line;
  line.reserve(words.size());
  for (const std::string& word : words) line.push_back(word.c_str());
  const auto taken = take_line(connection_flags(second), line);
  if (!taken.problems.empty()) return std::unexpected("--second: " + taken.problems.front());
  if (const auto wrong = connection_problem(second)) return std::unexpected("--second: " + *wrong);
  return second;
}

}  // namespace synfin::config
