#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "server/session.hpp"

namespace synfin::test {

/// What `next` would put on the wire, up to `most` bytes of it.
inline std::string bytes_of(const server::output& next, std::uint64_t most) {
  std::string bytes(next.bytes.substr(0, most));
  const auto left = static_cast<std::size_t>(std::min(next.length, most - bytes.size()));
  std::string slice(left, '\0');
  const ssize_t got = left == 0 ? 0 : ::pread(next.file, slice.data(), left, static_cast<off_t>(next.offset));
  return bytes.append(slice, 0, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
}

/// Takes all that a session has to say, `step` bytes at a time.
inline std::string drain(server::session& talk, std::uint64_t step = std::numeric_limits<std::uint64_t>::max()) {
  std::string all;
  while (!talk.pending().empty()) {
    const std::string bytes = bytes_of(talk.pending(), step);
    if (bytes.empty()) break;  // a file that shrank
    all += bytes;
    talk.sent(bytes.size());
  }
  return all;
}

}  // namespace synfin::test
