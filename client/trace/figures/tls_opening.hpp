#pragma once

#include <cstddef>
#include <optional>

#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// Where TLS agrees on its keys, as indices of a flow's steps.
struct tls_opening {
  std::size_t first = 0;  ///< has the ClientHello
  std::size_t last = 0;   ///< has the last that can be told to be of the handshake
};

/// nullopt if what the client says first is no ClientHello. In TLS 1.3 the end of the handshake is encrypted: it is
/// taken to be what the client says first after a ServerHello.
std::optional<tls_opening> tls_opening_of(const flow& whole);

}  // namespace synfin::trace
