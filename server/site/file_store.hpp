#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/clock.hpp"
#include "common/http/status.hpp"
#include "server/site/change_watch.hpp"
#include "server/site/root_folder.hpp"
#include "server/site/stored_file.hpp"

namespace synfin::server::site {

/// What a store may hold.
struct store_limits {
  std::size_t memory_file = 16 * 1024;          ///< a file up to this size is kept in memory, bytes
  std::size_t memory_store = 64 * 1024 * 1024;  ///< all of these together, bytes
  std::size_t open_files = 1024;                ///< descriptors of large files, a count
};

/// The files of a site by their path, and the only way to the disk. Each worker has its own; nothing here is shared.
///
/// What was asked for lately stays: in memory, or as an open descriptor. A change on disk is seen at once where inotify
/// can tell, and within `recheck` seconds everywhere else.
class file_store {
 public:
  static constexpr std::chrono::seconds recheck{2};

  /// Throws std::system_error like root_folder. `index` names the files that stand for their folder, the first found
  /// wins.
  file_store(const std::string& root, std::vector<std::string> index, const store_limits& limits);

  /// The file at `relative` (normalised: see parse_target); for a folder with its slash, its index file.
  /// 301 means: a folder whose slash is missing. Any other error is the status to answer with.
  std::expected<file_ptr, http::status> find(std::string_view relative, steady::time_point now);

  /// Readable when files changed: then call take_changes(). -1 if there is no such descriptor.
  int changes() const noexcept { return watch_.waiting(); }

  /// Forgets what changed on disk.
  void take_changes();

 private:
  struct entry {
    file_ptr file;
    steady::time_point checked;
  };
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  using entries = std::unordered_map<std::string, entry, text_hash, std::equal_to<>>;

  std::expected<file_ptr, http::status> open(std::string_view relative);
  std::expected<file_ptr, http::status> open_exactly(std::string path);
  entry* known(std::string_view relative);
  std::vector<std::string> candidates(std::string_view relative) const;
  bool unchanged(std::string_view relative, const stored_file& file) const;
  void keep(std::string_view relative, const entry& found);
  void forget(const std::string& path);
  void forget_everything();
  void watch_folder_of(const std::string& path);

  root_folder root_;
  std::vector<std::string> index_;
  store_limits limits_;
  change_watch watch_;
  // Two generations instead of a list by age: what is used moves to the young one; when that is half of what is
  // allowed, it becomes the old one, and what the old one still held has not been asked for since.
  entries young_;
  entries old_;
  std::size_t young_bytes_ = 0;
  std::size_t young_open_ = 0;
};

}  // namespace synfin::server::site
