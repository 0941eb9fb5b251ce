#include "server/site/host_table.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "server/site/rules/host_pattern.hpp"

namespace synfin::server::site {
namespace {

/// With the security preset browsers keep to HTTPS for a year, unless told how long.
std::string transport_security_of(const config::site_settings& site, const config::server_tls& tls) {
  using std::chrono::seconds;
  constexpr seconds year = std::chrono::days{365};
  const auto told = std::chrono::duration_cast<seconds>(tls.hsts);
  const seconds lasting = told == seconds{0} && site.security_headers ? year : told;
  return lasting == seconds{0} ? std::string{} : "max-age=" + std::to_string(lasting.count());
}

}  // namespace

std::expected<std::shared_ptr<const host_table>, rules::problems> host_table::build(
    const config::server_settings& settings) {
  auto table = std::make_shared<host_table>();
  rules::problems found;
  table->refuses_unknown_ = settings.unknown_host == config::unknown_host_policy::refuse;
  table->add({}, settings.site, settings, found);
  for (const config::host_settings& each : settings.hosts) table->add(each.names, each.site, settings, found);
  if (!found.empty()) return std::unexpected(std::move(found));
  return table;
}

void host_table::add(std::span<const std::string> host_names, const config::site_settings& settings,
                     const config::server_settings& all, rules::problems& found) {
  const config::site_rules none;
  auto book = rules::rule_book::build(settings, host_names, host_names.empty() ? none : all.site.rules);
  if (!book) {
    // What the general rules do wrong is said once.
    for (rules::problem& each : book.error()) {
      if (std::ranges::find(found, each) == found.end()) found.push_back(std::move(each));
    }
    return;
  }
  const host& added = hosts_.emplace_back(host{.number = hosts_.size(),
                                               .names = {host_names.begin(), host_names.end()},
                                               .settings = settings,
                                               .rules = *std::move(book),
                                               .transport_security = transport_security_of(settings, all.tls)});
  for (const std::string& name : added.names) {
    const bool wildcard = name.starts_with("*.");
    (wildcard ? wildcards_ : exact_).emplace(wildcard ? name.substr(1) : name, &added);
  }
}

const host* host_table::pick(std::string_view name) const {
  const host* const other = refuses_unknown_ && !name.empty() ? nullptr : &hosts_.front();
  if (exact_.empty() && wildcards_.empty()) return other;
  const std::string plain = rules::plain_host(name);
  if (const auto found = exact_.find(plain); found != exact_.end()) return found->second;
  for (std::size_t dot = plain.find('.'); dot != std::string::npos; dot = plain.find('.', dot + 1)) {
    const auto found = wildcards_.find(std::string_view(plain).substr(dot));
    if (found != wildcards_.end()) return found->second;
  }
  return other;
}

}  // namespace synfin::server::site
