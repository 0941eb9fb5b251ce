#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "server/auth/password_file.hpp"

namespace synfin::server::auth {

/// A users file, read again when it changes. One thread at a time.
class users {
 public:
  /// How a warning or an error is told, once a version of the file.
  using reporter = std::function<void(std::string_view)>;

  users(std::string path, reporter report);

  /// Looks at the file, if a second has passed since the last look, and reads it if it changed. One that cannot be used
  /// is reported, and what was read before stays.
  void refresh(steady::time_point now);

  /// What was read last; null if the file could never be read: nobody may come in.
  const std::shared_ptr<const password_file>& file() const noexcept { return file_; }

  /// Another number for each content that was read.
  std::uint64_t version() const noexcept { return version_; }

 private:
  struct look {
    bool there = false;
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified_s = 0, modified_ns = 0;

    bool operator==(const look&) const = default;
  };
  look look_at_file() const;

  std::string path_;
  reporter report_;
  std::optional<look> look_;
  steady::time_point next_look_;
  std::shared_ptr<const password_file> file_;
  std::uint64_t version_ = 0;
};

}  // namespace synfin::server::auth
