#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/clock.hpp"
#include "server/site/files/change_watch.hpp"
#include "server/site/files/root_folder.hpp"
#include "server/site/host_table.hpp"
#include "server/site/resource.hpp"
#include "server/site/site_services.hpp"

namespace synfin::server::site {

/// What a library may hold.
struct library_limits {
  std::size_t memory_file = 16 * 1024;          ///< a file up to this size is kept in memory, bytes
  std::size_t memory_store = 64 * 1024 * 1024;  ///< all of these together, bytes
  std::size_t open_files = 1024;                ///< descriptors of large files, a count
};

/// The resources of all hosts by their paths, and the only way to the disk. Each worker has its own; what they share is
/// in site_services.
///
/// What was asked for lately stays: in memory, or as open descriptors. A change on disk is seen at once where inotify
/// can tell, and within `recheck` seconds everywhere else.
class library {
 public:
  static constexpr std::chrono::seconds recheck{2};

  /// Throws std::system_error like root_folder, for the first host whose root cannot be opened.
  library(std::shared_ptr<const host_table> hosts, const site_services& services, const library_limits& limits);

  const host_table& hosts() const noexcept { return *hosts_; }
  const site_services& services() const noexcept { return services_; }

  /// What `path` (see parse_target) leads to at that host.
  std::expected<resource_ptr, dead_end> find(const host& of, std::string_view path, const moment& now);

  /// The file itself, whatever rewrites, indexes and clean URLs say.
  std::expected<resource_ptr, dead_end> find_file(const host& of, std::string_view path, const moment& now);

  /// Readable when files changed: then call take_changes(). -1 if there is no such descriptor.
  int changes() const noexcept { return watch_.waiting(); }

  /// Takes note that something changed on disk: everything is looked at anew before it is served again.
  void take_changes();

 private:
  enum class manner : std::uint8_t { by_rules, exactly };

  /// A host's number, how its path is meant, and the path.
  struct place {
    std::size_t host;
    manner how;
    std::string path;
  };
  struct place_view {
    std::size_t host;
    manner how;
    std::string_view path;
  };
  struct place_hash {
    using is_transparent = void;
    std::size_t operator()(const place& of) const noexcept { return (*this)(place_view{of.host, of.how, of.path}); }
    std::size_t operator()(const place_view& of) const noexcept {
      constexpr std::size_t odd = 0x9e3779b97f4a7c15;
      return std::hash<std::string_view>{}(of.path) ^ ((of.host * 2 + static_cast<std::size_t>(of.how)) * odd);
    }
  };
  struct place_equal {
    using is_transparent = void;
    template <typename One, typename Other>
    bool operator()(const One& one, const Other& other) const noexcept {
      return one.host == other.host && one.how == other.how && one.path == other.path;
    }
  };
  struct entry {
    resource_ptr found;
    steady::time_point checked;
    std::uint64_t changes = 0;  // how many had been taken when it was checked
  };
  using entries = std::unordered_map<place, entry, place_hash, place_equal>;

  std::expected<resource_ptr, dead_end> find(const host& of, const place_view& where, const moment& now);
  std::expected<resource_ptr, dead_end> look_up(const host& of, const place_view& where, const moment& now,
                                                const resource* before);
  entry* known(const place_view& where);
  bool unchanged(const host& of, const resource& found) const;
  void keep(const place_view& where, entry found);
  void forget(const place_view& where);
  void watch_folder(const host& of, std::string_view folder);
  void look_after_roots(const moment& now);
  void forget_everything();

  std::shared_ptr<const host_table> hosts_;
  site_services services_;
  library_limits limits_;
  std::vector<root_folder> roots_;  // by host
  steady::time_point roots_looked_at_;
  change_watch watch_;
  std::uint64_t changes_ = 0;  // batches taken from the watch
  // Two generations instead of a list by age: what is used moves to the young one; when that is half of what is
  // allowed, it becomes the old one, and what the old one still held has not been asked for since.
  entries young_;
  entries old_;
  std::size_t young_bytes_ = 0;
  std::size_t young_open_ = 0;
};

}  // namespace synfin::server::site
