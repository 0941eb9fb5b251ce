#pragma once

#include <cstdint>
#include <vector>

#include "client/trace/speech/message.hpp"
#include "client/trace/speech/talk.hpp"

namespace synfin::trace {

/// The frames that `who` says from `at` on, which is where its first one begins, or the client's preface (RFC 9113);
/// header blocks are decoded up to the first that is broken, or has a gap.
std::vector<message> http2_messages(const talk& all, side who, std::uint64_t at);

}  // namespace synfin::trace
