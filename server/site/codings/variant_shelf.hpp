#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "server/site/background.hpp"
#include "server/site/codings/errands.hpp"

namespace synfin::server::site {

/// Larger content is not compressed (nor what is larger than a quarter of the shelf): it would take its thread for too
/// long, and too much memory.
inline constexpr std::size_t most_compressed = 8 * 1024 * 1024;

/// Keeps the compressed forms of contents, found by the contents' hashes: one for all workers, so that none compresses
/// what another one has. It is asked when a file is opened, not on each request. Any thread.
class variant_shelf {
 public:
  struct answer {
    std::optional<variant_set> variants;  ///< nullopt: not known yet. Nothing in it: nothing is worth it
    std::shared_ptr<compression> awaits;  ///< it is being done: when this is over, its results() are the variants
  };

  /// Keeps up to `limit` bytes; what was asked for longest ago goes first. `doer` must outlive this, and must not run
  /// an errand inside take(). 0 turns all compression off.
  variant_shelf(std::size_t limit, background& doer);
  ~variant_shelf();
  variant_shelf(const variant_shelf&) = delete;
  variant_shelf& operator=(const variant_shelf&) = delete;

  /// What is known of the content with that hash_text(). Neither variants nor awaits: nothing, so request() it.
  answer look(const std::string& hash);

  /// The same; what is not known is set going. `source` must be the content that was hashed. Neither variants nor
  /// awaits: the background has too much to do, so ask again later. Content that could not be read is forgotten again,
  /// so that the next request() tries anew.
  answer request(const std::string& hash, content_source source);

  /// Bytes in use, with what is noted beside the variants.
  std::size_t bytes() const;

 private:
  class books;
  class shelved_compression;

  std::shared_ptr<books> books_;  // shared with errands: one may end after the shelf
  background& doer_;
};

}  // namespace synfin::server::site
