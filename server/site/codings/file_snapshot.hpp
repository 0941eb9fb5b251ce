#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

#include "common/descriptor.hpp"
#include "server/site/files/file_version.hpp"

namespace synfin::server::site {

/// A file that is held open, and the version of it that is meant.
struct file_snapshot {
  descriptor file;
  file_version version;
};

/// `file` once more, so that it can be read elsewhere, as it is now; nullopt if it is no regular file, or the process
/// has no descriptor left. The file's position is not used.
std::optional<file_snapshot> snapshot_of(int file) noexcept;

/// Hands the whole content to `take`, in pieces of up to 256 KiB. False if it cannot be read, is another version before
/// or after, or `stop` asks for the end meanwhile: what was handed over is worth nothing then.
bool read_through(const file_snapshot& of, const std::function<void(std::string_view)>& take,
                  const std::stop_token& stop = {});

}  // namespace synfin::server::site
