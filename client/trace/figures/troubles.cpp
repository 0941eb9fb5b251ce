#include "client/trace/figures/troubles.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "client/trace/wire/icmp.hpp"
#include "client/trace/words/phrase.hpp"

namespace synfin::trace {
namespace {

bool opens(const step& each) noexcept { return each.seen.syn && !each.seen.acks; }

phrase meaning_of(icmp_kind said) noexcept {
  switch (said) {
    case icmp_kind::net_unreachable: return phrase::icmp_no_route;
    case icmp_kind::host_unreachable: return phrase::icmp_no_host;
    case icmp_kind::protocol_unreachable: return phrase::icmp_no_protocol;
    case icmp_kind::port_unreachable: return phrase::icmp_no_port;
    case icmp_kind::too_big: return phrase::icmp_too_big;
    case icmp_kind::prohibited: return phrase::icmp_prohibited;
    case icmp_kind::bad_route: return phrase::icmp_bad_route;
    case icmp_kind::expired: return phrase::icmp_expired;
    case icmp_kind::reassembly_expired: return phrase::icmp_fragment_lost;
    case icmp_kind::parameter_problem: return phrase::icmp_bad_header;
    case icmp_kind::other: return phrase::icmp_unreachable;
  }
  return phrase::icmp_unreachable;
}

/// `192.0.2.1, a router on the way, says that it has no route there (ICMP type 3, code 0)`.
std::string sentence_of(const step& each, const icmp_error& said, language in) {
  const std::string by = said.by.host_text();
  const bool itself = by == each.seen.from.host_text();
  const bool here = by == each.seen.to.host_text();
  const phrase who = itself ? phrase::icmp_by_host : here ? phrase::icmp_by_sender : phrase::icmp_by_router;
  return say(in, who, by, say(in, meaning_of(kind_of(said))), said.by.v6 ? "v6" : "", said.type, said.code);
}

/// `1.0, 2.0, 4.0 s`: how long each SYN waited before the next.
std::string waits_between_syns(const flow& whole) {
  constexpr std::size_t most = 8;
  std::vector<std::string> waits;
  std::optional<wall::time_point> before;
  for (const step& each : whole.steps) {
    if (!opens(each)) continue;
    if (before) waits.push_back(fmt::format("{:.1f}", std::chrono::duration<double>(each.seen.time - *before).count()));
    before = each.seen.time;
  }
  const bool cut = waits.size() > most;
  if (cut) {
    waits.resize(most);
    waits.emplace_back("…");
  }
  std::string text;
  for (std::size_t i = 0; i < waits.size(); ++i) {
    text += fmt::format("{}{}", i == 0 ? "" : ", ", waits[i]);
  }
  return text + " s";
}

/// RFC 6298 §5.5 has each wait twice the one before; Linux since 6.5 begins with even ones
/// (tcp_syn_linear_timeouts, in its ip-sysctl).
std::string unanswered(const flow& whole, language in) {
  const auto syns = std::ranges::count_if(whole.steps, opens);
  if (syns == 1) return say(in, phrase::remark_unanswered_one);
  return say(in, phrase::remark_unanswered, syns, waits_between_syns(whole));
}

}  // namespace

std::string why_not_open(const flow& whole, language in) {
  if (whole.one_way) return say(in, phrase::remark_one_way);
  for (const step& each : whole.steps) {
    if (each.seen.icmp) return say(in, phrase::remark_unreachable, sentence_of(each, *each.seen.icmp, in));
  }
  if (whole.silent) return unanswered(whole, in);
  if (whole.refused) return say(in, phrase::remark_refused, whole.server.host_text(), whole.server.port);
  const auto reset =
      std::ranges::find_if(whole.steps, [](const step& each) { return each.seen.rst && !each.what.unacceptable; });
  if (reset == whole.steps.end()) return say(in, phrase::remark_not_completed);
  return say(in, phrase::remark_reset_early, say(in, reset->from == side::client ? phrase::client : phrase::server));
}

std::vector<std::string> told_by_icmp(const flow& whole, language in) {
  std::vector<std::string> all;
  for (const step& each : whole.steps) {
    if (!each.seen.icmp) continue;
    std::string sentence = say(in, phrase::remark_icmp, sentence_of(each, *each.seen.icmp, in));
    if (std::ranges::find(all, sentence) == all.end()) all.push_back(std::move(sentence));
  }
  return all;
}

}  // namespace synfin::trace
