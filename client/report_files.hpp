#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "client/result/result.hpp"
#include "common/descriptor.hpp"
#include "config/load/settings.hpp"

namespace synfin::client {

/// The files that a run's figures go to besides the text. They are opened before the run, so that a wrong path costs no
/// time, and what they held stays until the new figures are there.
class report_files {
 public:
  /// Opens what `wanted` names, `-` being standard output. The error says which file cannot be written and why, or
  /// which two flags name the same one.
  static std::expected<report_files, std::string> open(const config::report_settings& wanted);

  /// Does one of them take standard output, in place of the text?
  bool on_standard_output() const noexcept;

  /// Writes and closes them all; says what could not be written, whole sentences.
  std::vector<std::string> write(const load::load_result& result);

 private:
  struct kind;
  struct file {
    const kind* what;
    std::string path;
    descriptor out;  ///< none: standard output
  };
  static const std::vector<kind>& kinds();
  static std::expected<file, std::string> opened(const kind& what, const std::string& path);
  static const file* same_file(const std::vector<file>& files, const file& wanted) noexcept;

  std::vector<file> files_;
};

}  // namespace synfin::client
