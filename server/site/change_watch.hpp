#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/descriptor.hpp"

namespace synfin::server::site {

/// Tells which files changed on disk, by inotify(7), folder by folder. Where the kernel has no room for a watch,
/// nothing is reported for that folder; the store then sees a change at its next re-stat.
class change_watch {
 public:
  change_watch();

  /// Watches the folder open at `folder`, known as `relative` (empty for the root, else ending in a slash).
  void watch(int folder, const std::string& relative);
  bool watches(const std::string& relative) const { return watched_.contains(relative); }

  /// Readable when changes wait; -1 if the kernel gave none.
  int waiting() const noexcept { return events_.raw(); }

  /// Calls `changed` with the path of each file that changed, `everything` where a folder moved or events were lost.
  /// Never blocks.
  void collect(const std::function<void(const std::string&)>& changed, const std::function<void()>& everything);

 private:
  descriptor events_;
  std::unordered_map<int, std::string> folders_;  // watch → relative
  std::unordered_map<std::string, int> watched_;  // relative → watch
};

}  // namespace synfin::server::site
