#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/descriptor.hpp"

namespace synfin::server::site {

/// Tells that files changed on disk, by inotify(7), folder by folder. Where the kernel has no room for a watch,
/// nothing is reported for that folder; the store then sees a change at its next re-stat.
class change_watch {
 public:
  /// Beyond so many names all are forgotten.
  static constexpr std::size_t most_names = 16 * 1024;

  change_watch();

  /// Watches the folder open at `folder`, known here by that name; in place of the one that had it before.
  void watch(int folder, const std::string& name);
  bool watches(const std::string& name) const { return watched_.contains(name); }

  /// Watches nothing any more.
  void forget_all() { start_anew(); }

  /// Readable when changes wait; -1 if the kernel gave none.
  int waiting() const noexcept { return events_.raw(); }

  /// What has happened since the last look.
  enum class news : std::uint8_t {
    none,
    files,   ///< something in a watched folder changed
    folders  ///< folders came, went or moved, or events were lost: nothing is watched any more
  };

  /// Takes what waits. Never blocks.
  news collect();

 private:
  void forget(int watch);
  void drop(int watch, const std::string& name);
  void start_anew();

  descriptor events_;
  std::unordered_multimap<int, std::string> folders_;  // watch → name
  std::unordered_map<std::string, int> watched_;       // name → watch
};

}  // namespace synfin::server::site
