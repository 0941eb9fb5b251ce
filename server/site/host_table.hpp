#pragma once

#include <cstddef>
#include <deque>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/server_settings.hpp"
#include "server/site/rules/problem.hpp"
#include "server/site/rules/rule_book.hpp"

namespace synfin::server::site {

/// A virtual host: its site as it was configured, ready to use.
struct host {
  std::size_t number = 0;          ///< among all hosts
  std::vector<std::string> names;  ///< `example.org`, `*.example.org`; empty for the general one
  config::site_settings settings;
  rules::rule_book rules;
  std::string transport_security;  ///< Strict-Transport-Security's value on TLS (RFC 6797 §6.1); empty = not sent
};

/// Which site answers to which name. Never changes; any number of threads may read it.
class host_table {
 public:
  /// All sites of `settings`, or all that is wrong with their rules.
  static std::expected<std::shared_ptr<const host_table>, rules::problems> build(
      const config::server_settings& settings);

  /// The site for a Host value (`Example.org:8080`): its exact name, else the longest wildcard, else the general one.
  /// Null if unknown hosts are refused: 421 (RFC 9110 §15.5.20). Empty: a request of HTTP/1.0, the general one's.
  const host* pick(std::string_view name) const;

  /// By number; the first is the general one.
  const std::deque<host>& hosts() const noexcept { return hosts_; }

 private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  using names = std::unordered_map<std::string, const host*, text_hash, std::equal_to<>>;

  void add(std::span<const std::string> host_names, const config::site_settings& settings,
           const config::server_settings& all, rules::problems& found);

  std::deque<host> hosts_;  // which stay where they are
  names exact_;
  names wildcards_;  // by what follows the star: `.example.org`
  bool refuses_unknown_ = false;
};

}  // namespace synfin::server::site
