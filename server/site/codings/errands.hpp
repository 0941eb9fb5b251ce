#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "server/site/background.hpp"
#include "server/site/coding.hpp"
#include "server/site/codings/file_snapshot.hpp"

namespace synfin::server::site {

/// The compressed forms of one content.
struct variant_set {
  std::array<std::shared_ptr<const std::string>, coding_count> by_coding;

  /// Null if there is none, or none that is worth it.
  const std::shared_ptr<const std::string>& of(coding which) const {
    return by_coding[static_cast<std::size_t>(which)];
  }

  /// How many bytes all of them hold.
  std::size_t bytes() const noexcept;
};

/// Content to be read in the background: in memory, or a file.
using content_source = std::variant<std::shared_ptr<const std::string>, file_snapshot>;

/// Finds out the hash of a file.
class hashing final : public errand {
 public:
  explicit hashing(file_snapshot source);

  /// As hash_text() has it; nullopt if the file could not be read, was not that version any more, or it was given up.
  /// Once over().
  const std::optional<std::string>& result() const noexcept { return result_; }

 private:
  void work(const std::stop_token& stop) noexcept override;

  file_snapshot source_;
  std::optional<std::string> result_;
};

/// Compresses content, a file after reading it into memory: whoever asks bounds its size.
class compression : public errand {
 public:
  explicit compression(content_source source,
                       std::vector<coding> wanted = {coding::gzip, coding::brotli, coding::zstd});

  /// What is worthwhile(); nullopt if the file could not be read, was not that version any more, or it was given up.
  /// Once over().
  const std::optional<variant_set>& results() const noexcept { return results_; }

 protected:
  void work(const std::stop_token& stop) noexcept override;

 private:
  content_source source_;
  std::vector<coding> wanted_;
  std::optional<variant_set> results_;
};

}  // namespace synfin::server::site
