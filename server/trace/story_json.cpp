#include "server/trace/story_json.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace synfin::server::trace {
namespace {

using json = nlohmann::ordered_json;

double microseconds(wall::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

std::int64_t since(wall::time_point start, wall::time_point time) {
  return std::max<std::int64_t>(0, std::chrono::nanoseconds(time - start).count());
}

const char* name(bool client) noexcept { return client ? "client" : "server"; }

json flags_of(kind what) {
  switch (what) {
    case kind::syn: return {"SYN"};
    case kind::syn_ack: return {"SYN", "ACK"};
    case kind::ack:
    case kind::data: return {"ACK"};
    case kind::fin: return {"FIN", "ACK"};
    case kind::rst: return {"RST"};
  }
  return json::array();
}

void put_options(const tcp::options& offered, json& into) {
  if (offered.mss) into["mss"] = *offered.mss;
  if (offered.window_scale) into["window_scale"] = *offered.window_scale;
  into["sack"] = offered.sack_permitted;
  into["timestamps"] = offered.timestamps;
}

json segment_of(const entry& each, const story& whole, wall::time_point start) {
  json made{{"at_ns", since(start, each.when.time)},
            {"grade", std::string(1, static_cast<char>(each.when.sure))},
            {"from", name(each.from_client)},
            {"flags", flags_of(each.what)},
            {"seq", each.seq}};
  if (each.when.error != wall::duration::zero()) made["error_ns"] = std::chrono::nanoseconds(each.when.error).count();
  if (each.what != kind::syn) made["ack"] = each.ack;
  if (each.window != 0) made["window"] = each.window;
  made["bytes"] = each.bytes;
  if (each.what == kind::syn && whole.syn) put_options(whole.syn->options, made);
  if (each.what == kind::syn_ack) put_options(whole.last.figures.agreed, made);
  if (each.calls != 0) {
    made["calls"] = each.calls;
    made[each.from_client ? "read_ns" : "written_ns"] = since(start, each.last_call);
  }
  made["notes"] = json::array();
  made["server_state"] = net::tcp_state_name(each.state);
  return made;
}

json sample_of(const sample& each, wall::time_point start) {
  constexpr std::uint32_t no_threshold = 0x7fff'ffff;  // what the kernel says before there was a loss
  json made{{"at_ns", since(start, each.time)},
            {"of", "server"},
            {"rtt_us", each.figures.rtt.count()},
            {"rttvar_us", each.figures.rttvar.count()},
            {"cwnd", each.figures.cwnd}};
  if (each.figures.ssthresh < no_threshold) made["ssthresh"] = each.figures.ssthresh;
  made["retransmissions"] = each.figures.retransmissions;
  made["segments_in"] = each.figures.segments_in;
  made["segments_out"] = each.figures.segments_out;
  return made;
}

/// What a story adds up to.
struct totals {
  std::uint64_t sent = 0;  // by the client
  std::uint64_t received = 0;
  unsigned exchanges = 0;
  const entry* asked = nullptr;
  const entry* answered = nullptr;
  const entry* last_answer = nullptr;
  const entry* first_fin = nullptr;
  const entry* reset = nullptr;
  unsigned fins = 0;
};

void add(const entry& each, bool after_request, totals& into) {
  if (each.what == kind::fin) {
    ++into.fins;
    if (into.first_fin == nullptr) into.first_fin = &each;
  }
  if (each.what == kind::rst) into.reset = &each;
  if (each.what != kind::data) return;
  (each.from_client ? into.sent : into.received) += each.bytes;
  if (each.from_client) {
    if (into.asked == nullptr) into.asked = &each;
    return;
  }
  if (after_request) ++into.exchanges;
  if (into.asked != nullptr && into.answered == nullptr) into.answered = &each;
  into.last_answer = &each;
}

totals sum_up(const story& whole) {
  totals found;
  bool client_spoke = false;
  for (const entry& each : whole.entries) {
    add(each, client_spoke, found);
    if (each.what == kind::data) client_spoke = each.from_client;
  }
  return found;
}

json remarks_on(const story& whole) {
  json all = json::array();
  if (whole.gave_up) all.push_back("the client's machine was not heard of any more");
  if (whole.left_out != 0) all.push_back(fmt::format("{} stretches of data found no room here", whole.left_out));
  all.push_back(
      fmt::format("{} segments came and {} left by the kernel's count: those that only say ACK are not told one by one",
                  whole.last.figures.segments_in, whole.last.figures.segments_out));
  return all;
}

json summary_of(const story& whole) {
  const totals found = sum_up(whole);
  json made = json::object();
  if (!whole.samples.empty()) made["handshake_us"] = microseconds(whole.samples.front().figures.rtt);
  if (found.answered != nullptr) {
    made["first_byte_us"] = microseconds(found.answered->when.time - found.asked->when.time);
    made["transfer_us"] = microseconds(found.last_answer->last_call - found.answered->when.time);
  }
  if (found.first_fin != nullptr) {
    made["close_us"] = microseconds(whole.entries.back().when.time - found.first_fin->when.time);
  }
  made["rtt_min_us"] = static_cast<double>(whole.last.figures.least_rtt.count());
  made["retransmissions"] = whole.last.figures.retransmissions;
  made["bytes_sent"] = found.sent;
  made["bytes_received"] = found.received;
  made["exchanges"] = found.exchanges;
  if (found.first_fin != nullptr) made["closed_first"] = name(found.first_fin->from_client);
  if (found.reset != nullptr) made["reset_by"] = name(found.reset->from_client);
  if (found.fins == 2 && found.reset == nullptr) made["time_wait"] = name(found.first_fin->from_client);
  made["remarks"] = remarks_on(whole);
  return made;
}

}  // namespace

std::string story_line(const story& whole) {
  json out{{"schema", "synfin.trace/1"},
           {"client", whole.client},
           {"server", whole.server},
           {"seen_by", "server"},
           {"from_the_start", true}};
  if (whole.entries.empty()) return out.dump() + "\n";
  const auto start = whole.entries.front().when.time;
  out["began"] = rfc3339_exact(start);
  if (!whole.boot.empty()) out["boot"] = whole.boot;
  if (whole.syn) out["initial_seq"] = whole.syn->seq;
  out["summary"] = summary_of(whole);
  json segments = json::array();
  for (const entry& each : whole.entries) segments.push_back(segment_of(each, whole, start));
  out["segments"] = std::move(segments);
  json samples = json::array();
  for (const sample& each : whole.samples) samples.push_back(sample_of(each, start));
  samples.push_back(sample_of(whole.last, start));
  out["samples"] = std::move(samples);
  return out.dump() + "\n";
}

}  // namespace synfin::server::trace
