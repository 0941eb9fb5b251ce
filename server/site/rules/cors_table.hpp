#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/site_settings.hpp"
#include "server/site/rules/field_line.hpp"
#include "server/site/rules/path_patterns.hpp"
#include "server/site/rules/problem.hpp"

namespace synfin::server::site::rules {

/// What an answer says to pages of other origins.
struct cors_fields {
  std::vector<field_line> fields;  ///< without Vary
  bool varies = false;             ///< the answer depends on Origin, present or not: `Vary: Origin`
};

/// Which pages of other origins may read answers (WHATWG Fetch, CORS protocol). The first rule that matches counts.
class cors_table {
 public:
  /// Rules that cannot work go to `found`.
  static cors_table build(std::span<const config::cors_rule> rules, problems& found);

  /// For the answer to a request whose Origin field is `origin`; empty if it has none.
  cors_fields fields(const subject& what, std::string_view origin) const;

  /// The fields of the answer to a preflight; nullopt if it is refused: the answer then has none of them. `headers` is
  /// the list in Access-Control-Request-Headers, or empty. Whether the answer varies is up to fields().
  std::optional<std::vector<field_line>> preflight(const subject& what, std::string_view origin,
                                                   std::string_view method, std::string_view headers) const;

 private:
  struct entry {
    path_patterns match;
    std::vector<std::string> origins;  ///< serialised
    std::vector<std::string> methods;
    std::vector<std::string> headers;  ///< without `*`
    std::string expose;
    std::string max_age;
    bool any_origin = false;
    bool any_header = false;
    bool credentials = false;
  };

  const entry* first(const subject& what) const noexcept;
  static bool allows_origin(const entry& rule, std::string_view origin) noexcept;
  static std::vector<field_line> origin_fields(const entry& rule, std::string_view origin);
  static std::optional<std::string> allowed_headers(const entry& rule, std::string_view asked);
  static entry compile(const config::cors_rule& rule, problems& found);

  std::vector<entry> entries_;
};

}  // namespace synfin::server::site::rules
