#include "client/trace/flow/one_connection.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace synfin::trace {
namespace {

using names = std::pair<endpoint, endpoint>;  // the client's and the server's

bool opens(const segment& each) noexcept { return each.syn && !each.acks; }

/// Who of the two is the client: who sent the SYN; else the one with the higher port.
names ends_of(const segment& first) {
  const bool answers = first.syn && first.acks;
  if (opens(first) || (!answers && first.from.port > first.to.port)) return {first.from, first.to};
  return {first.to, first.from};
}

bool between(const segment& each, const names& ends) noexcept {
  return (each.from == ends.first && each.to == ends.second) || (each.from == ends.second && each.to == ends.first);
}

/// Has it the end that is wanted, or is any right?
class wanted_end {
 public:
  explicit wanted_end(std::string_view text) : any_(text.empty()), end_(parse_endpoint(text)) {}

  bool of(const segment& each) const noexcept { return any_ || (end_ && (each.from == *end_ || each.to == *end_)); }

 private:
  bool any_;
  std::optional<endpoint> end_;
};

bool says_icmp(const segment& each) noexcept { return each.icmp.has_value(); }

/// The connections that there are, as far as they fit into a sentence.
std::string others(const std::vector<segment>& all) {
  constexpr std::size_t most = 5;
  std::vector<names> found;
  std::set<names> known;  // the lesser end first
  for (const segment& each : all) {
    if (!each.icmp && known.insert(std::minmax(each.from, each.to)).second) found.push_back(ends_of(each));
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) {
    text += fmt::format("{}{} to {}", i == 0 ? "" : ", ", found[i].first.text(), found[i].second.text());
  }
  return found.size() > most ? fmt::format("{} and {} more", text, found.size() - most) : text;
}

/// Where the next one between the same ends begins. A SYN of the same number is only sent again, as to a server that
/// has not forgotten the one before (RFC 9293 §3.5.1).
auto end_of(const one_connection& whole, const std::vector<segment>& all) {
  bool ended = false;
  const segment* asked = nullptr;
  for (auto each = whole.first; each != all.end(); ++each) {
    if (each->icmp || !whole.has(*each)) continue;
    const bool again = asked != nullptr && each->from == asked->from && each->seq == asked->seq;
    if (opens(*each) && ended && !again) return each;
    if (opens(*each)) asked = &*each;
    ended = ended || each->rst || each->fin;
  }
  return all.end();
}

/// Is it an RST that acknowledges the SYN (RFC 9293 §3.10.7.3)? Another one is none of its.
bool refuses(const segment& each, const segment& syn) noexcept {
  const std::uint32_t acknowledged = each.ack - syn.seq;
  return each.rst && each.acks && acknowledged > 0 && acknowledged <= syn.size + 1;
}

}  // namespace

bool one_connection::has(const segment& each) const noexcept { return between(each, {client, server}); }

bool one_connection::from_server(const segment& each) const noexcept {
  return !each.icmp && each.from == server && each.to == client;
}

std::expected<one_connection, std::string> find_connection(const std::vector<segment>& all, std::string_view wanted) {
  if (std::ranges::all_of(all, says_icmp)) return std::unexpected("there is no TCP segment in it");
  const wanted_end end(wanted);
  one_connection found;
  found.first = std::ranges::find_if(all, [&](const segment& each) { return opens(each) && end.of(each); });
  found.from_the_start = found.first != all.end();
  if (!found.from_the_start) {
    found.first = std::ranges::find_if(all, [&](const segment& each) { return !each.icmp && end.of(each); });
  }
  if (found.first == all.end()) {
    return std::unexpected(fmt::format("there is no connection of {} in it, but {}", wanted, others(all)));
  }
  std::tie(found.client, found.server) = ends_of(*found.first);
  found.end = end_of(found, all);
  return found;
}

bool is_refused(const one_connection& whole) {
  const auto says_no = [&](const segment& each) { return whole.from_server(each) && refuses(each, *whole.first); };
  const auto agrees = [&](const segment& each) { return whole.from_server(each) && each.syn; };
  return whole.from_the_start && std::any_of(whole.first, whole.end, says_no) &&
         std::none_of(whole.first, whole.end, agrees);
}

bool is_silent(const one_connection& whole) {
  return std::none_of(whole.first, whole.end, [&](const segment& each) { return whole.from_server(each); });
}

bool is_one_way(const one_connection& whole) {
  const auto answers = [&](const segment& each) { return whole.has(each) && each.acks && !each.rst; };
  return is_silent(whole) && std::any_of(whole.first, whole.end, answers);
}

bool opens_at_once(const one_connection& whole) {
  const auto answer =
      std::find_if(whole.first, whole.end, [&](const segment& each) { return whole.from_server(each); });
  return whole.from_the_start && answer != whole.end && opens(*answer);
}

const segment* crossed_fin(const one_connection& whole) {
  const auto says_fin = [&whole](const segment& each) { return each.fin && whole.has(each); };
  const auto one = std::find_if(whole.first, whole.end, says_fin);
  if (one == whole.end) return nullptr;
  const auto two =
      std::find_if(one, whole.end, [&](const segment& each) { return says_fin(each) && each.from == one->to; });
  if (two == whole.end || !two->acks) return nullptr;
  const std::uint32_t behind = one->seq + one->size + 1;
  return static_cast<std::int32_t>(two->ack - behind) < 0 ? &*one : nullptr;
}

}  // namespace synfin::trace
