#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>

#include "common/clock.hpp"

namespace synfin::server::site {

/// What tells two versions of one file apart without reading them. The change time cannot be set by anybody, so it
/// tells even where all modification times are one, as in many container images.
struct file_version {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  ///< since the epoch
  std::int64_t changed_ns = 0;   ///< since the epoch

  bool operator==(const file_version&) const = default;
};

file_version version_of(const struct stat& info) noexcept;

/// Of an open file; nullopt if it is no regular file.
std::optional<file_version> version_of(int file) noexcept;

/// Must another version than `seen` differ from it in its times? Not if `seen` was looked at so shortly after the last
/// change that a next one may carry the same stamp: the kernel's stamps are some milliseconds wide.
bool settled(const file_version& seen, wall::time_point looked_at) noexcept;

/// For tables by version.
struct file_version_hash {
  std::size_t operator()(const file_version& version) const noexcept;
};

}  // namespace synfin::server::site
