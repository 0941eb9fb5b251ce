#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "common/descriptor.hpp"
#include "common/http/status.hpp"
#include "config/site_settings.hpp"
#include "server/site/files/file_version.hpp"

namespace synfin::server::site {

/// What a path leads to.
struct found_file {
  enum class kind : std::uint8_t { regular, folder, other };
  kind what = kind::other;
  file_version version;
};

/// The folder that is served: every file is opened through it, beneath it unless the policy says otherwise, whatever
/// links or dots a path holds (openat2(2)).
class root_folder {
 public:
  /// Opens the folder. Throws std::system_error if it cannot be read, or if the kernel has no openat2 (Linux 5.6).
  root_folder(const std::string& path, config::symlink_policy links);

  /// Does the path lead to another folder by now, as after a deployment that moves a link? Then open it anew.
  bool replaced() const noexcept;

  /// Opens what `relative` names for reading, never blocking on a pipe; `.` is the root itself. The error is the status
  /// to answer with.
  std::expected<descriptor, http::status> open(std::string_view relative) const;

  /// Opens a folder for reading its names; empty for the root. The error is the status to answer with.
  std::expected<descriptor, http::status> open_folder(std::string_view relative) const;

  /// What `relative` names, without opening it for reading; nullopt if it leads nowhere.
  std::optional<found_file> look(std::string_view relative) const;

 private:
  std::expected<descriptor, http::status> open(std::string_view relative, int flags) const;

  std::string path_;
  descriptor folder_;
  std::uint64_t resolve_;
};

/// What the file open at `file` is; nullopt if the kernel does not say.
std::optional<found_file> look_at(int file) noexcept;

/// The status that tells a peer of a failed open(2).
http::status status_for(int os_error) noexcept;

}  // namespace synfin::server::site
