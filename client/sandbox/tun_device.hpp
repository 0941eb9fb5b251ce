#pragma once

#include <expected>
#include <string>

#include "common/descriptor.hpp"

namespace synfin::sandbox {

/// Makes a network device of this network namespace with the v4 address `host` in a network of 256, up. What is sent
/// there is read from the descriptor, a packet each time, and what is written comes from there; it does not block. The
/// error is a sentence.
std::expected<descriptor, std::string> make_tun_device(const std::string& host);

}  // namespace synfin::sandbox
