#include "server/backstage.hpp"

#include <cstdint>
#include <random>
#include <string>

namespace synfin::server {
namespace {

constexpr std::size_t most_hashes = 65'536;

/// What waits may hold a file open.
constexpr std::size_t most_waiting = 256;

std::string random_text() {
  std::random_device source;
  return std::to_string((std::uint64_t{source()} << 32U) | source());
}

}  // namespace

backstage::backstage(const config::server_settings& settings)
    : spare_({.threads = 1, .most_waiting = most_waiting, .pace = urgency::spare}),
      unpacking_({.threads = 1, .most_waiting = most_waiting, .pace = urgency::prompt}),
      passwords_({.threads = 1, .most_waiting = most_waiting, .pace = urgency::prompt}),
      variants_(settings.limits.compressed_store, spare_),
      hashes_(most_hashes, spare_),
      gatekeeper_(passwords_),
      services_{.unpacking = &unpacking_,
                .variants = &variants_,
                .hashes = &hashes_,
                .credentials = &gatekeeper_,
                .salt = random_text()} {}

void backstage::listen(const std::function<void()>& told) {
  spare_.listen(told);
  unpacking_.listen(told);
  passwords_.listen(told);
}

void backstage::stop() {
  spare_.stop();
  unpacking_.stop();
  passwords_.stop();
}

}  // namespace synfin::server
