#include "client/trace/flow/flow_reader.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "client/report/json_documents.hpp"
#include "client/report/json_place.hpp"

namespace synfin::trace {
namespace {

using load::json_place;

// In the order of their enums.
constexpr std::array<std::string_view, 3> witness_names{"capture", "kernel", "server"};
constexpr std::array<std::string_view, 2> side_names{"client", "server"};
constexpr std::array<std::string_view, 3> grade_names{"=", "~", "<"};
constexpr std::array<std::string_view, 11> state_names{"CLOSED",      "LISTEN",     "SYN_SENT",   "SYN_RECEIVED",
                                                       "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT",
                                                       "CLOSING",     "LAST_ACK",   "TIME_WAIT"};

endpoint read_endpoint(const json_place& from) {
  std::string text;
  from.read(text);
  const auto found = parse_endpoint(text);
  if (!found) from.complain("is not an address with its port");
  return found.value_or(endpoint{});
}

wall::time_point read_date(const json_place& from) {
  std::string text;
  from.read(text);
  // Differences to times of captures, which count in 32 bits, stay within what nanoseconds reach.
  constexpr auto latest = wall::time_point{} + std::chrono::seconds(std::numeric_limits<std::uint32_t>::max());
  const auto found = parse_rfc3339(text);
  const bool fits = found && *found >= wall::time_point{} && *found <= latest;
  if (!fits) from.complain("is not a time of RFC 3339 from 1970 to 2106");
  return fits ? *found : wall::time_point{};
}

wall::duration nanoseconds(std::int64_t count) noexcept {
  return std::chrono::duration_cast<wall::duration>(std::chrono::nanoseconds(count));
}

std::optional<wall::time_point> read_time(const json_place& from, wall::time_point began) {
  if (!from.there()) return std::nullopt;
  std::int64_t since = 0;
  from.read(since);
  return began + nanoseconds(since);
}

/// A number that fits into its header field; larger ones are cut.
template <typename Number>
void read_small(const json_place& from, std::optional<Number>& into) {
  if (!from.there()) return;
  std::uint64_t value = 0;
  from.read(value);
  into = static_cast<Number>(std::min<std::uint64_t>(value, std::numeric_limits<Number>::max()));
}

/// The names in a list.
std::set<std::string> read_names(const json_place& from) {
  std::set<std::string> found;
  for (std::size_t i = 0; i < from.elements(); ++i) {
    std::string name;
    from[i].read(name);
    found.insert(std::move(name));
  }
  return found;
}

void read_flags(const json_place& from, segment& into) {
  const auto named = read_names(from);
  into.syn = named.contains("SYN");
  into.fin = named.contains("FIN");
  into.rst = named.contains("RST");
  into.psh = named.contains("PSH");
  into.acks = named.contains("ACK");
}

void read_notes(const json_place& from, notes& into) {
  const auto named = read_names(from);
  into.retransmission = named.contains("retransmission");
  into.spurious = named.contains("spurious");
  into.copied = named.contains("copied");
  into.late = named.contains("late");
  into.out_of_order = named.contains("out_of_order");
  into.duplicate_ack = named.contains("duplicate_ack");
  into.d_sack = named.contains("d_sack");
  into.window_update = named.contains("window_update");
  into.zero_window = named.contains("zero_window");
  into.keep_alive = named.contains("keep_alive");
  into.window_probe = named.contains("window_probe");
  into.unacceptable = named.contains("unacceptable");
}

segment read_segment(const json_place& from, wall::time_point began) {
  segment found;
  found.time = read_time(from.need("at_ns"), began).value_or(began);
  from["grade"].read(found.sure, grade_names);
  std::int64_t error = 0;
  from["error_ns"].read(error);
  found.error = nanoseconds(error);
  read_flags(from.need("flags"), found);
  read_small(from["mss"], found.options.mss);
  read_small(from["window_scale"], found.options.window_scale);
  from["sack"].read(found.options.sack_permitted);
  from["timestamps"].read(found.options.timestamps);
  std::optional<std::uint32_t> size;
  read_small(from["bytes"], size);
  found.size = size.value_or(0);
  return found;
}

step read_step(const json_place& from, const flow& whole, wall::time_point began) {
  step found;
  found.seen = read_segment(from, began);
  from.need("from").read(found.from, side_names);
  found.seen.from = found.from == side::client ? whole.client : whole.server;
  found.seen.to = found.from == side::client ? whole.server : whole.client;
  from.need("seq").read(found.seq);
  from["ack"].read(found.ack);
  from["window"].read(found.window);
  found.seen.window_known = from["window"].there();
  read_notes(from["notes"], found.what);
  const bool again = found.what.retransmission || found.what.copied || found.what.keep_alive;
  found.fresh = again ? 0 : found.seen.size;
  if (!whole.steps.empty()) {
    found.client = whole.steps.back().client;
    found.server = whole.steps.back().server;
  }
  from["client_state"].read(found.client, state_names);
  from["server_state"].read(found.server, state_names);
  found.handled = read_time(from[found.from == side::client ? "read_ns" : "written_ns"], began);
  return found;
}

tcp_sample read_sample(const json_place& from, wall::time_point began) {
  tcp_sample found;
  found.time = read_time(from.need("at_ns"), began).value_or(began);
  from["of"].read(found.of, side_names);
  const auto duration = [&](std::string_view key, std::optional<wall::duration>& into) {
    double us = 0;
    from[key].read(us);
    if (us > 0)
      into = std::chrono::round<wall::duration>(std::chrono::duration<double, std::micro>(std::min(us, 1e12)));
  };
  duration("rtt_us", found.rtt);
  duration("rttvar_us", found.rttvar);
  read_small(from["cwnd"], found.cwnd);
  read_small(from["ssthresh"], found.ssthresh);
  if (found.cwnd && !found.ssthresh) found.ssthresh = tcp_sample::no_threshold;
  return found;
}

void read_samples(const json_place& from, wall::time_point began, written_flow& into) {
  const std::size_t count = from.elements();
  for (std::size_t i = 0; i < count; ++i) into.seen.samples.push_back(read_sample(from[i], began));
  if (count == 0) return;
  from[count - 1]["segments_in"].read(into.segments_in);
  from[count - 1]["segments_out"].read(into.segments_out);
}

written_flow read_document(const json_place& document) {
  written_flow found;
  flow& seen = found.seen;
  seen.client = read_endpoint(document.need("client"));
  seen.server = read_endpoint(document.need("server"));
  document.need("seen_by").read(seen.seen_by, witness_names);
  document["from_the_start"].read(seen.from_the_start);
  document["boot"].read(found.boot);
  read_small(document["initial_seq"], found.initial_seq);
  document["summary"]["retransmissions"].read(found.retransmissions);
  const json_place segments = document["segments"];
  if (segments.elements() == 0) return found;
  const auto began = read_date(document.need("began"));
  for (std::size_t i = 0; i < segments.elements(); ++i) seen.steps.push_back(read_step(segments[i], seen, began));
  read_samples(document["samples"], began, found);
  return found;
}

std::expected<written_flow, std::string> read_flow(const nlohmann::json& parsed) {
  constexpr std::string_view wanted = "synfin.trace/1";
  std::string problem;
  const json_place document(parsed, problem);
  std::string schema;
  document["schema"].read(schema);
  if (schema != wanted) document["schema"].complain(fmt::format("is not {}, all that is read here", wanted));
  if (!problem.empty()) return std::unexpected(problem);
  written_flow found = read_document(document);
  if (!problem.empty()) return std::unexpected(problem);
  return found;
}

}  // namespace

std::expected<std::vector<written_flow>, std::string> read_flows(std::string_view text) {
  std::vector<written_flow> found;
  for (const std::string_view part : load::json_documents(text)) {
    const auto parsed = load::parse_document(text, part);
    if (!parsed) return std::unexpected(parsed.error());
    auto read = read_flow(*parsed);
    if (!read) {
      const std::string_view before = text.substr(0, static_cast<std::size_t>(part.data() - text.data()));
      const auto line = 1 + std::ranges::count(before, '\n');
      return std::unexpected(fmt::format("line {}: {}", line, read.error()));
    }
    read->text = part;
    found.push_back(*std::move(read));
  }
  return found;
}

}  // namespace synfin::trace
