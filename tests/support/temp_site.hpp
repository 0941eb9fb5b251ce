#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/clock.hpp"

namespace synfin::test {

/// A folder of its own with the files that a test puts there, gone with this object.
class temp_site {
 public:
  temp_site() {
    std::string name = (std::filesystem::temp_directory_path() / "synfin-site-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder for a test");
    root_ = name;
  }
  ~temp_site() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  temp_site(const temp_site&) = delete;
  temp_site& operator=(const temp_site&) = delete;

  std::string root() const { return root_.string(); }
  std::filesystem::path at(std::string_view relative) const { return root_ / relative; }

  /// Writes a file in place, with the folders on its way.
  void write(std::string_view relative, std::string_view content) const {
    std::filesystem::create_directories(at(relative).parent_path());
    std::ofstream{at(relative), std::ios::binary} << content;
  }

  /// Writes beside the file and renames over it, as careful programs do.
  void replace(std::string_view relative, std::string_view content) const {
    const std::string aside = std::string(relative) + ".new";
    write(aside, content);
    std::filesystem::rename(at(aside), at(relative));
  }

  void remove(std::string_view relative) const { std::filesystem::remove_all(at(relative)); }
  void link(std::string_view target, std::string_view relative) const {
    std::filesystem::create_symlink(target, at(relative));
  }

  void set_modified(std::string_view relative, wall_seconds time) const {
    const timespec stamp{time.time_since_epoch().count(), 0};
    const std::array<timespec, 2> both{stamp, stamp};
    if (::utimensat(AT_FDCWD, at(relative).c_str(), both.data(), 0) != 0) throw std::runtime_error("utimensat failed");
  }

 private:
  std::filesystem::path root_;
};

}  // namespace synfin::test
