#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace synfin::load::test {

/// A folder of its own with files, gone with this object.
class temp_root {
 public:
  temp_root() {
    path_ = (std::filesystem::temp_directory_path() / "synfin-root-XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~temp_root() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  temp_root(const temp_root&) = delete;
  temp_root& operator=(const temp_root&) = delete;

  void write(std::string_view name, std::string_view content) const {
    const auto file = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace synfin::load::test
