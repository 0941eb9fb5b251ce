#pragma once

#include <sys/stat.h>

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

namespace synfin::server::site {

/// One version of one file, as it was when it was opened: what its answers need, found out once.
struct stored_file {
  std::string path;  ///< below the root
  std::uint64_t size = 0;
  wall_seconds modified;
  std::string etag;           ///< strong, with its quotes
  std::string last_modified;  ///< `modified` as an HTTP date
  std::string_view content_type;
  std::string content;    ///< all bytes of a small file
  descriptor opened;      ///< of a large file, else not valid
  bool in_memory = true;  ///< `content` holds it, not `opened`

  /// A protocol version's ready-made head for a whole answer. It keeps it here so that it lives as long as the file
  /// does; used by one thread only, like the store itself.
  mutable std::string ready_head;

  /// The same for a version that takes its fields one by one: names in lower case, and values.
  mutable std::vector<std::pair<std::string, std::string>> ready_fields;
};

/// Shared by the store and by the answers still on their way.
using file_ptr = std::shared_ptr<const stored_file>;

/// What tells two versions of a file apart without reading them; equal means unchanged.
std::string version_tag(const struct stat& info);

/// Reads what `opened` is: up to `memory_limit` bytes into memory, a larger file keeps its descriptor.
/// 301 for a folder (its slash is missing), 404 for what is no regular file, 503 for a file that keeps changing, 500 if
/// it cannot be read.
std::expected<file_ptr, http::status> load_file(descriptor opened, std::string path, std::size_t memory_limit);

}  // namespace synfin::server::site
