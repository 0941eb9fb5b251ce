#pragma once

#include <cstdint>
#include <string_view>

#include "common/clock.hpp"
#include "common/http/request_head.hpp"

namespace synfin::server::site {

/// The time of what has no time that could be told.
inline constexpr wall_seconds undated = wall_seconds::max();

/// What a representation is compared by.
struct validators {
  std::string_view etag;  ///< with its quotes, weak (`W/"…"`) or strong; empty if there is none
  wall_seconds modified;  ///< or `undated`: conditions that name a date count for nothing then

  bool dated() const noexcept { return modified != undated; }
};

/// What the conditions of a request come to.
enum class precondition : std::uint8_t {
  passed,        ///< answer as if there were none
  not_modified,  ///< 304
  failed,        ///< 412
};

/// Weighs If-Match (strong comparison) or else If-Unmodified-Since, then If-None-Match (weak comparison) or else
/// If-Modified-Since, as RFC 9110 §13.2.2 orders them. The date fields count for nothing if they cannot be read or
/// stand there twice; If-Modified-Since also if it lies in the future or the method is not GET or HEAD. A list of tags
/// that is not well-formed matches nothing from there on.
///
/// Only for what would be answered with 200 or 206: a 404 or a redirect stays what it is, whatever the conditions
/// (§13.2.1).
precondition evaluate(const http::request_head& request, const validators& current, wall_seconds now) noexcept;

/// Does If-Range allow the Range beside it (RFC 9110 §13.1.5)? True where there is no If-Range. Weak tags never do, on
/// either side; a date does if it is `modified` and the second that it names is over.
bool range_allowed(const http::request_head& request, const validators& current, wall_seconds now) noexcept;

}  // namespace synfin::server::site
