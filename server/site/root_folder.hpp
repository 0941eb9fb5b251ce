#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "common/descriptor.hpp"
#include "common/http/status.hpp"

namespace synfin::server::site {

/// The folder that is served: every file is opened through it, beneath it, whatever links or dots a path holds
/// (openat2(2)).
class root_folder {
 public:
  /// Opens the folder. Throws std::system_error if it cannot be read, or if the kernel has no openat2 (Linux 5.6).
  explicit root_folder(const std::string& path);

  /// Opens what `relative` names for reading, never blocking on a pipe; `.` is the root itself. Symbolic links are
  /// followed only beneath the root. The error is the status to answer with.
  std::expected<descriptor, http::status> open(std::string_view relative) const;

 private:
  descriptor folder_;
};

/// The status that tells a peer of a failed open(2).
http::status status_for(int os_error) noexcept;

}  // namespace synfin::server::site
