#pragma once

#include "common/descriptor.hpp"

namespace synfin::server {

/// Blocks the signals that the server answers to, in the calling thread and in those it starts later, and ignores
/// SIGPIPE.
void block_signals();

/// Gives the blocked signals as bytes to read (signalfd(2)). Throws std::system_error if the kernel gives none.
descriptor open_signals();

/// The next signal that waits in `signals`, 0 if there is none.
int next_signal(const descriptor& signals) noexcept;

}  // namespace synfin::server
