#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "server/site/background.hpp"
#include "server/site/codings/errands.hpp"
#include "server/site/files/file_version.hpp"

namespace synfin::server::site {

/// Keeps the hashes of large files' contents, found by the files' versions: one for all workers, so that each version
/// is read once. Any thread.
class hash_shelf {
 public:
  struct answer {
    std::optional<std::string> hash;  ///< as hash_text() has it; nullopt: not known yet
    std::shared_ptr<errand> awaits;   ///< it is being found out: ask again when this is over
  };

  /// Keeps up to `most` hashes. `doer` must outlive this, and must not run an errand inside take().
  hash_shelf(std::size_t most, background& doer) : most_(most), doer_(doer) {}
  hash_shelf(const hash_shelf&) = delete;
  hash_shelf& operator=(const hash_shelf&) = delete;

  /// The hash of the file open at `file`, which is that version; what is not known is set going. Neither hash nor
  /// awaits: the background has too much to do, so ask again later.
  answer request(int file, const file_version& version);

 private:
  struct entry {
    std::shared_ptr<hashing> under_way;
    std::optional<std::string> hash;
  };

  /// Each holds a descriptor.
  static constexpr std::size_t most_under_way = 64;

  void settle(entry& known);
  void settle_all();
  void make_room();

  std::size_t most_;
  background& doer_;
  std::mutex mutex_;
  std::size_t under_way_ = 0;  // errands whose ends have not been seen; by mutex_
  std::unordered_map<file_version, entry, file_version_hash> known_;  // by mutex_
};

}  // namespace synfin::server::site
