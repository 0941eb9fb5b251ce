#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/site_settings.hpp"
#include "server/site/rules/destination.hpp"
#include "server/site/rules/from_path.hpp"
#include "server/site/rules/host_pattern.hpp"
#include "server/site/rules/problem.hpp"

namespace synfin::server::site::rules {

/// What a peer is told instead of the answer.
struct redirection {
  std::uint16_t status = 301;  ///< 301, 302, 303, 307, 308 or 410
  std::string location;        ///< the value of Location, complete; empty for 410
  std::string_view place;      ///< of the rule; lives as long as the table
};

/// A redirect rule, ready to use.
struct redirect {
  from_path from;
  host_pattern host;
  destination to;  ///< meaningless for 410
  std::uint16_t status = 301;
  std::string place;
};

/// The redirects of a site. Of those that match the first counts. They are asked for the path that the peer asked for,
/// never for what a rewrite has made of it.
class redirect_table {
 public:
  /// Rules that cannot work go to `found`. Loops are looked for elsewhere (redirect_loops.hpp).
  static redirect_table build(std::span<const config::redirect_rule> rules, problems& found);

  /// Where a request for `path` (decoded, normalised, with its leading slash) is sent. `host` as in the Host field: its
  /// port, its case and a last dot do not matter. `query` as sent with its `?`, or empty; it is added to the
  /// location, behind `&` if that has a query already. Safe on any bytes: a Location never starts with `//`.
  std::optional<redirection> find(std::string_view host, std::string_view path, std::string_view query = {}) const;

  /// The rule that answers; null if there is none.
  const redirect* first(std::string_view host, std::string_view path) const noexcept;

  std::span<const redirect> all() const noexcept { return redirects_; }

 private:
  std::vector<redirect> redirects_;
  from_index index_;
};

}  // namespace synfin::server::site::rules
