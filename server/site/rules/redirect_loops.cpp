#include "server/site/rules/redirect_loops.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "config/quoted.hpp"

namespace synfin::server::site::rules {
namespace {

// Why a few paths stand for all. Follow some path for ever: each redirect takes its `from` off the front and puts its
// `to` there; what is behind only ever shrinks. So from some redirect on the rest is never touched again, and a rest
// that no rule knows would have gone the same way. It is enough, then, to try what each redirect makes of no rest, of a
// slash and of a segment that cannot stand in a rule.
constexpr std::string_view unknown_segment = "/\x01";
constexpr std::array<std::string_view, 3> remainders{"", "/", unknown_segment};

/// A request that comes because of a redirect.
struct request {
  std::string host;
  std::string path;

  bool operator==(const request&) const = default;
};

struct hop {
  request at;
  const redirect* rule = nullptr;
};

/// Which hosts are this one, and one of each kind that rules tell apart.
struct hosts {
  std::vector<host_pattern> ours;
  std::vector<std::string> examples;

  bool here(std::string_view host) const {
    return std::ranges::any_of(ours, [host](const host_pattern& each) { return each.matches(host); });
  }
};

hosts hosts_of(const redirect_table& table, std::span<const std::string> names) {
  hosts result;
  for (const std::string& name : names) {
    if (auto pattern = host_pattern::parse(name)) result.ours.push_back(*std::move(pattern));
  }
  std::set<std::string> examples;
  for (const host_pattern& each : result.ours) examples.insert(each.example());
  for (const redirect& each : table.all()) {
    if (each.host.any()) continue;
    if (names.empty()) result.ours.push_back(each.host);
    if (names.empty() || result.here(each.host.example())) examples.insert(each.host.example());
  }
  if (names.empty()) examples.insert(host_pattern{}.example());
  result.examples.assign(examples.begin(), examples.end());
  return result;
}

/// The request that follows; its path is empty if it goes elsewhere or nobody could answer it.
request next(const redirect& rule, const hosts& known, std::string_view host, std::string_view remainder) {
  if (rule.status == 410) return {};
  if (rule.to.host().empty()) return {std::string{host}, rule.to.next_path(remainder)};
  if (!rule.to.usual_port() || !known.here(rule.to.host())) return {};
  return {rule.to.host(), rule.to.next_path(remainder)};
}

std::string shown(std::string_view path) {
  const std::size_t unknown = path.find(unknown_segment.back());
  if (unknown == std::string_view::npos) return config::in_quotes(path);
  return config::in_quotes(fmt::format("{}…{}", path.substr(0, unknown), path.substr(unknown + 1)));
}

std::string shown(std::span<const hop> hops) {
  std::string text;
  for (const hop& each : hops) {
    const redirect& rule = *each.rule;
    if (!text.empty()) text += ", then ";
    text += config::in_quotes(rule.from.path + (rule.from.folder ? "/**" : ""));
    if (hops.size() > 1 && !rule.place.empty()) text += fmt::format(" ({})", rule.place);
  }
  return text;
}

problem circle(std::span<const hop> round, std::string_view asked) {
  const std::string way = shown(round);
  const std::string what = round.size() == 1 ? fmt::format("redirect {} leads to itself", way)
                                             : fmt::format("redirects lead in a circle: {}", way);
  return {round.front().rule->place,
          fmt::format("{}. Who asks for {} never gets an answer. Let one lead elsewhere, or be "
                      "for a host that it does not lead to",
                      what, shown(asked))};
}

problem long_chain(std::span<const hop> chain) {
  return {chain.front().rule->place,
          fmt::format("redirect {} starts a chain of more than {} redirects, at {}, and browsers give up. Let it lead "
                      "to the last address at once",
                      shown(chain.first(1)), longest_chain, shown(chain.front().at.path))};
}

/// The hops that come again and again, the path longer each time; empty if there are none.
std::span<const hop> growing_round(std::span<const hop> chain) {
  const hop& last = chain.back();
  for (std::size_t at = chain.size() - 1; at-- > 0;) {
    if (chain[at].rule != last.rule) continue;
    return chain[at].at.path.size() < last.at.path.size() ? chain.subspan(at, chain.size() - 1 - at)
                                                          : std::span<const hop>{};
  }
  return {};
}

class loop_search {
 public:
  loop_search(const redirect_table& table, const hosts& known, problems& found)
      : table_(table), known_(known), found_(found) {}

  /// Looks where a request leads in the end.
  void follow(request at) {
    std::vector<hop> chain;
    while (chain.size() < longest_chain) {
      const redirect* rule = at.path.empty() ? nullptr : table_.first(at.host, at.path);
      if (rule == nullptr) return;
      const auto before = std::ranges::find(chain, at, &hop::at);
      if (before != chain.end()) return report_circle({before, chain.end()});
      const std::string_view remainder = rule->from.remainder(at.path).value_or("");
      request after = next(*rule, known_, at.host, remainder);
      chain.push_back({std::exchange(at, std::move(after)), rule});
    }
    if (at.path.empty() || table_.first(at.host, at.path) == nullptr) return;
    const auto round = growing_round(chain);
    if (!round.empty()) return report_circle(round);
    if (!std::exchange(long_chain_, true)) found_.push_back(long_chain(chain));
  }

 private:
  /// The same circle is come upon from many sides.
  void report_circle(std::span<const hop> round) {
    std::vector<hop> turned{round.begin(), round.end()};
    std::ranges::rotate(turned, std::ranges::min_element(turned, {}, &hop::rule));
    std::vector<const redirect*> rules;
    rules.reserve(turned.size());
    for (const hop& each : turned) rules.push_back(each.rule);
    if (circles_.insert(rules).second) found_.push_back(circle(turned, turned.front().at.path));
  }

  const redirect_table& table_;
  const hosts& known_;
  problems& found_;
  std::set<std::vector<const redirect*>> circles_;
  bool long_chain_ = false;
};

}  // namespace

void find_loops(const redirect_table& table, std::span<const std::string> host_names, problems& found) {
  const hosts known = hosts_of(table, host_names);
  loop_search search{table, known, found};
  for (const redirect& rule : table.all()) {
    for (const std::string& host : known.examples) {
      if (!rule.host.matches(host)) continue;
      for (const std::string_view remainder : remainders) {
        search.follow(next(rule, known, host, remainder));
        if (!rule.to.takes_remainder()) break;
      }
    }
  }
}

}  // namespace synfin::server::site::rules
