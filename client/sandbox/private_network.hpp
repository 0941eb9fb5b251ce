#pragma once

#include <expected>
#include <string>

namespace synfin::sandbox {

/// Puts this process, which has one thread, into a network namespace of its own (network_namespaces(7)); where it may
/// not make one as it is, into a user namespace first, in which it may (user_namespaces(7)). The error is a sentence
/// that says what is in the way, and what to do.
std::expected<void, std::string> enter_private_network();

}  // namespace synfin::sandbox
