#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/site/range.hpp"

namespace synfin::server::site {

/// What stands around the parts of a multipart/byteranges body (RFC 9110 §14.6, RFC 2046 §5.1): the body is heads[0],
/// the bytes of the first range, heads[1], and so on, then `end`.
struct multipart_frame {
  std::vector<std::string> heads;  ///< one before each range
  std::string end;
  std::uint64_t length = 0;  ///< of the whole body, ranges and all, bytes
};

/// Frames `ranges` of a representation of `size` bytes and that type. `boundary` must not occur in it (boundary_of).
multipart_frame frame_parts(std::string_view content_type, std::uint64_t size, std::span<const byte_range> ranges,
                            std::string_view boundary);

/// The Content-Type of such a body.
std::string multipart_type(std::string_view boundary);

/// A boundary of 32 hexadecimal digits, the same for the same seed. Seeded with a version's entity-tag, it occurs in
/// that version only by a chance of one in 2^128 a byte, or if somebody who knew the tag before has put it there.
std::string boundary_of(std::string_view seed);

}  // namespace synfin::server::site
