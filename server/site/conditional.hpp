#pragma once

#include <optional>
#include <string_view>

#include "common/clock.hpp"
#include "common/http/request_head.hpp"

namespace synfin::server::site {

/// What a representation is compared by.
struct validators {
  std::string_view etag;  ///< strong, with its quotes
  wall_seconds modified;
};

/// May a GET or HEAD be answered with 304? If-None-Match by weak comparison, else If-Modified-Since; dates that cannot
/// be read or lie in the future count for nothing (RFC 9110 §13.1.2, §13.1.3, §13.2.2).
bool not_modified(const http::request_head& request, const validators& current, wall_seconds now) noexcept;

/// Does If-Range allow the Range beside it (RFC 9110 §13.1.5)? True where there is no If-Range.
bool range_allowed(const http::request_head& request, const validators& current, wall_seconds now) noexcept;

}  // namespace synfin::server::site
