#include "config/numeric_host.hpp"

#include <arpa/inet.h>

#include <array>
#include <string>

namespace synfin::config {
namespace {

bool numeric(int family, std::string_view host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return !host.contains('\0') && inet_pton(family, std::string{host}.c_str(), address.data()) == 1;
}

}  // namespace

bool ipv4(std::string_view host) { return numeric(AF_INET, host); }
bool ipv6(std::string_view host) { return numeric(AF_INET6, host); }

}  // namespace synfin::config
