#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "client/trace/speech/message.hpp"
#include "client/trace/speech/talk.hpp"

namespace synfin::trace {

/// Does HTTP/1.x begin here, as `who` says it? Takes the first line whole.
bool begins_http1(std::string_view text, side who) noexcept;

/// The same of what stands at `at`, as far as a first line of usual length shows it: cheap enough to be asked of every
/// piece of a stream whose beginning nobody saw.
bool begins_http1(const byte_stream& bytes, std::uint64_t at, side who);

/// The heads that `who` says from `at` on, which is where one begins (RFC 9112). Bodies are passed over by their
/// length; behind a gap it goes on with the first piece that begins with a head.
std::vector<message> http1_messages(const talk& all, side who, std::uint64_t at);

}  // namespace synfin::trace
