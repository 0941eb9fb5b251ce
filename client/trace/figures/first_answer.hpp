#pragma once

#include <optional>

#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// How a connection came to its first answer.
struct first_answer {
  wall::duration after{};    ///< from the first segment to the answer's first byte
  unsigned round_trips = 0;  ///< how often the client had to wait for the server until then, the handshakes included
  std::optional<wall::duration> tls;  ///< from the ClientHello to the first application data; nullopt in the clear
};

/// nullopt where no answer was seen. Under TLS it is the first application data of the server's behind the client's; in
/// TLS 1.3 a session ticket looks like that too, and comes as many round trips late.
std::optional<first_answer> first_answer_of(const flow& whole);

}  // namespace synfin::trace
