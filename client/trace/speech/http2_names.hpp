#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "client/trace/speech/http2_framing.hpp"

namespace synfin::trace {

/// `HEADERS`; `frame type 64` where no RFC that we know has a name for it.
std::string name_of(frame_type type);

/// `CANCEL` (RFC 9113 §7).
std::string http2_error_name(std::uint64_t code);

/// `max_concurrent_streams` (RFC 9113 §6.5.2, RFC 8441 §3, RFC 9218 §2.1); empty where there is no such setting.
std::string_view http2_setting_name(std::uint64_t identifier) noexcept;

}  // namespace synfin::trace
