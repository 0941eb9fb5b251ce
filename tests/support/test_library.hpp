#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "config/server_settings.hpp"
#include "server/site/host_table.hpp"
#include "server/site/library.hpp"
#include "server/site/site_services.hpp"
#include "tests/support/errand_queue.hpp"

namespace synfin::test {

/// A library with everything behind it, for settings that a test has made.
struct test_library {
  static constexpr std::size_t plenty = std::size_t{64} * 1024 * 1024;

  explicit test_library(const config::server_settings& settings, const server::site::library_limits& limits = {})
      : hosts(built(settings)), sites(hosts, services, limits) {}

  /// One site, by its root.
  explicit test_library(const std::string& root, const server::site::library_limits& limits = {})
      : test_library(settings_of(root), limits) {}

  const server::site::host& host() const { return hosts->hosts().front(); }

  errand_queue helpers;
  server::site::variant_shelf variants{plenty, helpers};
  server::site::hash_shelf hashes{1000, helpers};
  server::site::site_services services{
      .unpacking = &helpers, .variants = &variants, .hashes = &hashes, .credentials = nullptr, .salt = "test"};
  std::shared_ptr<const server::site::host_table> hosts;
  server::site::library sites;

 private:
  static config::server_settings settings_of(const std::string& root) {
    config::server_settings settings;
    settings.site.root = root;
    return settings;
  }

  static std::shared_ptr<const server::site::host_table> built(const config::server_settings& settings) {
    auto table = server::site::host_table::build(settings);
    if (!table) throw std::runtime_error(table.error().front().text);
    return *std::move(table);
  }
};

}  // namespace synfin::test
