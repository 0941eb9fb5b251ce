#include "config/sandbox_flags.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>
#include <utility>

#include "config/duration.hpp"
#include "config/link_values.hpp"
#include "config/load/custom_flag.hpp"
#include "config/number.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono_literals;
using problem = std::optional<std::string>;

constexpr std::string_view group = sandbox_group;

problem take_picked(std::string_view text, picked_segments& into) {
  auto picked = parse_picked(text);
  if (!picked) return std::move(picked.error());
  into = *std::move(picked);
  return std::nullopt;
}

problem take_lost(std::string_view text, link_settings& into) { return take_picked(text, into.lost); }
problem take_doubled(std::string_view text, link_settings& into) { return take_picked(text, into.doubled); }
problem take_held(std::string_view text, link_settings& into) { return take_picked(text, into.held); }

problem take_rate(std::string_view text, link_settings& into) {
  const auto rate = parse_bit_rate(text);
  if (!rate) return rate.error();
  into.rate = *rate;
  return std::nullopt;
}

problem take_seed(std::string_view text, link_settings& into) {
  const auto seed = parse_number(text);
  if (!seed) return "not a whole number";
  into.seed = *seed;
  return std::nullopt;
}

problem take_wanted(std::string_view /*true*/, sandbox_settings& into) {
  into.wanted = true;
  return std::nullopt;
}

problem take_tls(std::string_view /*true*/, sandbox_settings& into) {
  into.tls = true;
  return std::nullopt;
}

}  // namespace

std::vector<bound_flag> sandbox_flags(sandbox_settings& s) {
  return {
      custom(group, "--sandbox", "", "ask a server of our own in a private network (takes user namespaces or root)", s,
             take_wanted),
      grouped(group, "--delay", "DURATION", "of its link, each way", duration_setting{&s.link.delay, 0ms, 10s}),
      custom(group, "--loss", "WHICH", "segments lost on it: 2%, or by number s2c:3,c2s:1 [none]", s.link, take_lost),
      custom(group, "--reorder", "WHICH", "segments that come late, behind later ones [none]", s.link, take_held),
      custom(group, "--duplicate", "WHICH", "segments that come twice [none]", s.link, take_doubled),
      custom(group, "--rate", "BITS", "a second, each way, behind a queue of 64 KiB: 10Mbit [no limit]", s.link,
             take_rate),
      custom(group, "--seed", "N", "of chance: the same N, the same segments [1]", s.link, take_seed),
      grouped(group, "--root", "DIR", "what the server serves [/ and /large.bin, made for it]",
              text_setting{&s.root, ""}),
      custom(group, "--tls", "", "over TLS, by a self-signed certificate", s, take_tls),
  };
}

problem sandbox_problem(const trace_settings& settings) {
  const bool path = settings.url.starts_with('/');
  if (!settings.sandbox.wanted) {
    if (settings.sandbox != sandbox_settings{}) return "the flags of the sandbox need --sandbox";
    return path ? problem("a path alone needs --sandbox; a URL looks like http://host/path") : std::nullopt;
  }
  if (!settings.read.empty()) return "--sandbox and --read exclude each other";
  if (!settings.url.empty() && !path) return "--sandbox takes a path (/large.bin), not a URL: the server is its own";
  if (!settings.compare.empty()) return "--sandbox makes one connection, and --compare two";
  if (settings.resume) return "--resume makes a connection before, whose segments --sandbox would count";
  if (!settings.sandbox.tls && settings.tls != tls_settings{}) return "of a sandbox, TLS flags need --tls";
  if (!settings.tls.ca_file.empty()) return "the certificate of a sandbox is its own: --cacert cannot verify it";
  return std::nullopt;
}

}  // namespace synfin::config
