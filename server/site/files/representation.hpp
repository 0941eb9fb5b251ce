#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/http/status.hpp"
#include "server/site/coding.hpp"
#include "server/site/field_line.hpp"
#include "server/site/files/file_version.hpp"

namespace synfin::server::site {

/// The bytes of one version of a file (or what was made of them): in memory, or behind a descriptor.
struct file_bytes {
  std::uint64_t size = 0;
  std::shared_ptr<const std::string> content;  ///< all of them; null if they are behind `opened`
  std::shared_ptr<const descriptor> opened;
  file_version version;  ///< of the file that they were read from

  bool in_memory() const noexcept { return content != nullptr; }
};

/// One version of one file in one content coding: what its answers need, found out once (RFC 9110 §3.2).
struct representation {
  coding coded = coding::identity;
  file_bytes bytes;
  wall_seconds modified;
  std::string etag;    ///< with its quotes; weak as long as the content's hash is not known
  field_lines fields;  ///< of a whole answer, as far as they do not depend on who asks

  /// A protocol version's ready-made head for a whole answer. It keeps it here so that it lives as long as the
  /// representation does; used by one thread only, like the library itself.
  mutable std::string ready_head;

  /// The same for a version that takes its fields one by one: names in lower case, and values.
  mutable std::vector<std::pair<std::string, std::string>> ready_fields;
};

/// Shared by the library and by the answers still on their way.
using representation_ptr = std::shared_ptr<const representation>;

/// Reads what `opened` is: up to `memory_limit` bytes into memory, a larger file keeps its descriptor.
/// 301 for a folder (its slash is missing), 404 for what is no regular file, 503 for a file that keeps changing, 500 if
/// it cannot be read.
std::expected<file_bytes, http::status> read_file(descriptor opened, std::size_t memory_limit);

}  // namespace synfin::server::site
