#pragma once

#include <string_view>

namespace synfin::config {

/// Is `host` a numeric address as inet_pton(3) reads it? IPv6 without brackets and without a zone.
bool ipv4(std::string_view host);
bool ipv6(std::string_view host);

}  // namespace synfin::config
