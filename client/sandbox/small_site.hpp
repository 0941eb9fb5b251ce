#pragma once

#include <expected>
#include <string>

namespace synfin::sandbox {

/// A folder with an `index.html` and a `large.bin` of 1 MiB, beneath the system's folder for such; gone with this,
/// and when a signal ends the process. There is one at a time.
class small_site {
 public:
  /// The error is a sentence.
  static std::expected<small_site, std::string> make();

  small_site(small_site&& other) noexcept;
  small_site& operator=(small_site&&) = delete;
  ~small_site();

  const std::string& folder() const noexcept { return folder_; }

 private:
  explicit small_site(std::string folder) noexcept;

  std::string folder_;
};

}  // namespace synfin::sandbox
