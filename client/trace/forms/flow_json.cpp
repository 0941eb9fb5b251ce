#include "client/trace/forms/flow_json.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <variant>

#include <nlohmann/json.hpp>

#include "client/trace/figures/summary.hpp"
#include "client/trace/figures/windows.hpp"
#include "client/trace/speech/speech.hpp"
#include "client/trace/wire/icmp.hpp"
#include "config/link_values.hpp"

namespace synfin::trace {
namespace {

using json = nlohmann::ordered_json;

std::string_view name(side which) noexcept { return which == side::client ? "client" : "server"; }

double microseconds(wall::duration time) { return static_cast<double>(std::chrono::nanoseconds(time).count()) / 1e3; }
std::string_view name(witness who) noexcept {
  switch (who) {
    case witness::capture: return "capture";
    case witness::kernel: return "kernel";
    case witness::server: return "server";
  }
  return {};
}

json flags_of(const segment& seen) {
  json all = json::array();
  if (seen.syn) all.push_back("SYN");
  if (seen.fin) all.push_back("FIN");
  if (seen.rst) all.push_back("RST");
  if (seen.psh) all.push_back("PSH");
  if (seen.acks) all.push_back("ACK");
  return all;
}

json notes_of(const notes& what) {
  json all = json::array();
  if (what.retransmission) all.push_back("retransmission");
  if (what.spurious) all.push_back("spurious");
  if (what.copied) all.push_back("copied");
  if (what.late) all.push_back("late");
  if (what.out_of_order) all.push_back("out_of_order");
  if (what.duplicate_ack) all.push_back("duplicate_ack");
  if (what.d_sack) all.push_back("d_sack");
  if (what.window_update) all.push_back("window_update");
  if (what.zero_window) all.push_back("zero_window");
  if (what.keep_alive) all.push_back("keep_alive");
  if (what.window_probe) all.push_back("window_probe");
  if (what.unacceptable) all.push_back("unacceptable");
  return all;
}

json fate_json(const fate& what) {
  json all = json::array();
  if (what.lost) all.push_back("lost");
  if (what.no_room) all.push_back("no_room");
  if (what.held) all.push_back("late");
  if (what.doubled) all.push_back("twice");
  return all;
}

/// The link of a sandbox, and what it did to whom.
json link_json(const made_link& link) {
  const config::link_settings& given = link.settings;
  json made{{"delay_ms", given.delay.count()},
            {"loss", config::format_picked(given.lost)},
            {"reorder", config::format_picked(given.held)},
            {"duplicate", config::format_picked(given.doubled)},
            {"rate_bits", given.rate},
            {"seed", given.seed},
            {"fates", json::array()}};
  for (const fated_segment& each : link.fates) {
    made["fates"].push_back({{"from", name(each.from)}, {"number", each.number}, {"fate", fate_json(each.what)}});
  }
  return made;
}

json icmp_json(const icmp_error& said) {
  json made{{"from", said.by.host_text()}, {"type", said.type}, {"code", said.code}, {"words", words_of(said)}};
  if (said.mtu != 0) made["mtu"] = said.mtu;
  return made;
}

/// A message with all that it tells programs.
json message_json(const message& each) {
  json made{{"protocol", each.protocol}};
  if (each.sealed) made["inside_tls"] = true;
  for (const auto& [name, value] : each.details) {
    std::visit([&made, key = std::string(name)](const auto& known) { made[key] = known; }, value);
  }
  return made;
}

json messages_json(const told& said) {
  json all = json::array();
  for (const message& each : said.messages) all.push_back(message_json(each));
  return all;
}

json step_json(const step& each, wall::time_point start) {
  json made{{"at_ns", std::chrono::nanoseconds(each.seen.time - start).count()},
            {"grade", std::string(1, mark_of(each.seen.sure))},
            {"from", name(each.from)},
            {"flags", flags_of(each.seen)},
            {"seq", each.seq}};
  if (each.seen.error != wall::duration::zero()) made["error_ns"] = std::chrono::nanoseconds(each.seen.error).count();
  if (each.seen.acks) made["ack"] = each.ack;
  if (each.seen.window_known) made["window"] = each.window;
  made["bytes"] = each.seen.size;
  const tcp_options& options = each.seen.options;
  if (options.mss) made["mss"] = *options.mss;
  if (options.window_scale) made["window_scale"] = *options.window_scale;
  if (each.seen.syn) made["sack"] = options.sack_permitted;
  if (each.seen.syn) made["timestamps"] = options.timestamps;
  if (each.seen.icmp) made["icmp"] = icmp_json(*each.seen.icmp);
  if (each.at_server) {
    made["server_at_ns"] = std::chrono::nanoseconds(each.at_server->time - start).count();
    made["server_grade"] = std::string(1, mark_of(each.at_server->sure));
  }
  made["notes"] = notes_of(each.what);
  if (each.seen.became != fate{}) made["fate"] = fate_json(each.seen.became);
  made["client_state"] = name_of(each.client);
  made["server_state"] = name_of(each.server);
  return made;
}

json steps_json(const flow& whole, wall::time_point start) {
  json all = json::array();
  const conversation heard = hear(whole);
  for (std::size_t i = 0; i < whole.steps.size(); ++i) {
    all.push_back(step_json(whole.steps[i], start));
    if (heard.steps[i].begins()) all.back()["messages"] = messages_json(heard.steps[i]);
  }
  return all;
}

json figures_of(const flow& whole, const summary& found) {
  json made = json::object();
  const auto time = [&made](const char* key, const summary::time& took) {
    if (took) made[key] = microseconds(*took);
  };
  time("handshake_us", found.handshake);
  time("tls_us", found.tls);
  time("first_byte_us", found.first_byte);
  time("transfer_us", found.transfer);
  time("close_us", found.close);
  time("rtt_min_us", found.round_trip);
  time("rtt_smoothed_us", found.smoothed);
  time("rtt_variation_us", found.variation);
  if (found.smoothed) made["rtt_samples"] = found.round_trips;
  made["retransmissions"] = found.retransmissions;
  made["bytes_sent"] = found.sent;
  made["bytes_received"] = found.received;
  made["exchanges"] = found.exchanges;
  made["set_up_segments"] = found.set_up_segments;
  made["close_segments"] = found.close_segments;
  if (found.closed_first) made["closed_first"] = name(*found.closed_first);
  if (found.reset_by) made["reset_by"] = name(*found.reset_by);
  if (found.waits) made["time_wait"] = found.crossed ? "both" : name(*found.waits);
  if (whole.time_wait_left) made["time_wait_left_ms"] = whole.time_wait_left->count();
  made["remarks"] = remarks_on(whole, found);
  return made;
}

json sample_json(const tcp_sample& each, wall::time_point start) {
  json made{{"at_ns", std::chrono::nanoseconds(each.time - start).count()}, {"of", name(each.of)}};
  if (each.rtt) made["rtt_us"] = microseconds(*each.rtt);
  if (each.rttvar) made["rttvar_us"] = microseconds(*each.rttvar);
  if (each.cwnd) made["cwnd"] = *each.cwnd;
  if (each.ssthresh && *each.ssthresh < tcp_sample::no_threshold) made["ssthresh"] = *each.ssthresh;
  return made;
}

json in_flight_json(const in_flight& found) {
  return {{"of", name(found.of)},
          {"most_bytes", found.most},
          {"interval_ns", std::chrono::nanoseconds(found.interval).count()},
          {"bytes", found.history}};
}

json document_of(const flow& whole, const std::optional<flow>& told) {
  json out{{"schema", "synfin.trace/1"},
           {"client", whole.client.text()},
           {"server", whole.server.text()},
           {"seen_by", name(whole.seen_by)},
           {"from_the_start", whole.from_the_start}};
  if (whole.link) out["sandbox"] = link_json(*whole.link);
  if (whole.steps.empty()) return out;
  const auto start = whole.steps.front().seen.time;
  out["began"] = rfc3339_exact(start);
  out["summary"] = figures_of(whole, sum_up(whole));
  if (const auto flying = in_flight_of(whole)) out["in_flight"] = in_flight_json(*flying);
  for (const tcp_sample& each : whole.samples) out["samples"].push_back(sample_json(each, start));
  out["segments"] = steps_json(whole, start);
  if (told) out["kernel_view"] = steps_json(*told, start);
  if (!whole.server_view.empty()) out["server_view"] = json::parse(whole.server_view);
  return out;
}

}  // namespace

std::string flow_json(const flow& whole, const std::optional<flow>& told) {
  return document_of(whole, told).dump(2) + "\n";
}

std::string pair_json(const flow& first, const flow& second) {
  const json out{{"schema", "synfin.trace-pair/1"},
                 {"first", document_of(first, std::nullopt)},
                 {"second", document_of(second, std::nullopt)}};
  return out.dump(2) + "\n";
}

}  // namespace synfin::trace
