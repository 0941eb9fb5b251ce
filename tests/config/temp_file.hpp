#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace synfin::config::test {

/// A file of its own with `content`, gone with this object.
class temp_file {
 public:
  explicit temp_file(std::string_view content) {
    path_ = (std::filesystem::temp_directory_path() / "synfin-config-XXXXXX").string();
    const int descriptor = ::mkstemp(path_.data());
    if (descriptor != -1) ::close(descriptor);
    std::ofstream{path_, std::ios::binary} << content;
  }
  ~temp_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  temp_file(const temp_file&) = delete;
  temp_file& operator=(const temp_file&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace synfin::config::test
