#include "server/site/rules/redirect_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/quoted.hpp"

namespace synfin::server::site::rules {
namespace {

constexpr std::uint16_t gone = 410;
constexpr std::array<std::size_t, 6> statuses{301, 302, 303, 307, 308, gone};

std::unexpected<std::string> wrong(std::string_view what, std::string_view written, std::string_view why) {
  return std::unexpected(fmt::format("{} {} {}", what, config::in_quotes(written), why));
}

std::expected<destination, std::string> read_destination(const config::redirect_rule& rule, const from_path& from) {
  if (rule.status == gone) {
    if (!rule.to.empty())
      return wrong("to", rule.to, "has no meaning with status 410, which leads nowhere: leave it out");
    return destination{};
  }
  auto to = destination::parse(rule.to);
  if (!to) return wrong("to", rule.to, to.error());
  if (to->takes_remainder() && !from.folder) {
    return wrong(
        "to", rule.to,
        fmt::format("has a remainder, but from {} has none: it must end in /**", config::in_quotes(rule.from)));
  }
  return to;
}

std::expected<redirect, std::string> compile(const config::redirect_rule& rule) {
  if (std::ranges::find(statuses, rule.status) == statuses.end()) {
    return std::unexpected(fmt::format("status {} is none of a redirect: 301, 302, 303, 307, 308 or 410", rule.status));
  }
  auto from = from_path::parse(rule.from);
  if (!from) return wrong("from", rule.from, from.error());
  auto host = host_pattern::parse(rule.host);
  if (!host) return wrong("host", rule.host, host.error());
  auto to = read_destination(rule, *from);
  if (!to) return std::unexpected(to.error());
  return redirect{*std::move(from), *std::move(host), *std::move(to), static_cast<std::uint16_t>(rule.status),
                  rule.place};
}

}  // namespace

redirect_table redirect_table::build(std::span<const config::redirect_rule> rules, problems& found) {
  redirect_table table;
  for (const config::redirect_rule& rule : rules) {
    if (auto compiled = compile(rule)) {
      table.index_.add(compiled->from, table.redirects_.size());
      table.redirects_.push_back(*std::move(compiled));
    } else {
      found.push_back({rule.place, compiled.error()});
    }
  }
  return table;
}

const redirect* redirect_table::first(std::string_view host, std::string_view path) const noexcept {
  const auto number = index_.first(path, [&](std::size_t each) { return redirects_[each].host.matches(host); });
  return number ? &redirects_[*number] : nullptr;
}

std::optional<redirection> redirect_table::find(std::string_view host, std::string_view path,
                                                std::string_view query) const {
  const redirect* rule = first(host, path);
  if (rule == nullptr) return std::nullopt;
  redirection answer{rule->status, {}, rule->place};
  if (rule->status != gone) answer.location = rule->to.location(rule->from.remainder(path).value_or(""), query);
  return answer;
}

}  // namespace synfin::server::site::rules
