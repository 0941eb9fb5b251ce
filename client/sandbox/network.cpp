#include "client/sandbox/network.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/sandbox/private_network.hpp"
#include "client/sandbox/tun_device.hpp"

namespace synfin::sandbox {
namespace {

constexpr std::string_view client_host = "10.213.0.1";
constexpr std::string_view server_host = "10.213.0.2";

std::expected<descriptor, std::string> enter_machine(std::string_view host) {
  if (auto entered = enter_private_network(); !entered) return std::unexpected(std::move(entered.error()));
  return make_tun_device(std::string(host));
}

std::vector<std::string> server_arguments(const config::sandbox_settings& settings, const std::string& root) {
  std::vector<std::string> all{root, "--access-log", "off", "--listen", fmt::format("{}:80", server_host)};
  if (settings.tls) all.insert(all.end(), {"--listen-tls", fmt::format("{}:443", server_host), "--self-signed"});
  return all;
}

}  // namespace

network::network(config::sandbox_settings settings) : settings_(std::move(settings)) {}

std::expected<network, std::string> network::make(const config::sandbox_settings& settings) {
  network made(settings);
  // The server stays on the first machine, and we go on to the second, with the first one's device in hand.
  auto server_end = enter_machine(server_host);
  if (!server_end) return std::unexpected(std::move(server_end.error()));
  if (auto served = made.serve(); !served) return std::unexpected(std::move(served.error()));
  auto client_end = enter_machine(client_host);
  if (!client_end) return std::unexpected(std::move(client_end.error()));
  made.relay_ = std::make_unique<relay>(*std::move(client_end), *std::move(server_end), settings.link);
  return made;
}

std::expected<void, std::string> network::serve() {
  if (settings_.root.empty()) {
    auto site = small_site::make();
    if (!site) return std::unexpected(std::move(site.error()));
    site_.emplace(*std::move(site));
  }
  auto server = server_process::start(server_arguments(settings_, site_ ? site_->folder() : settings_.root));
  if (!server) return std::unexpected(std::move(server.error()));
  server_.emplace(*std::move(server));
  return {};
}

std::string network::url(const std::string& path) const {
  return fmt::format("{}://{}{}", settings_.tls ? "https" : "http", server_host, path.empty() ? "/" : path);
}

trace::made_link network::end() { return {settings_.link, relay_->end()}; }

std::chrono::milliseconds settling_time(const config::link_settings& link) {
  constexpr std::chrono::milliseconds both_kernels{100};
  constexpr std::chrono::milliseconds again{1000};  // twice the least timeout of Linux, and then some
  const bool loses = link.lost != config::picked_segments{} || link.rate != 0;
  return both_kernels + 4 * link.delay + (loses ? again : std::chrono::milliseconds{0});
}

}  // namespace synfin::sandbox
