#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/site_settings.hpp"
#include "server/site/rules/path_patterns.hpp"
#include "server/site/rules/problem.hpp"

namespace synfin::server::site::rules {

/// What an answer is, as far as caches care.
enum class answer_kind : std::uint8_t {
  file,
  bundled_file,  ///< a file whose name holds a hash, as its folder shows (bundle_folder.hpp)
  spa_fallback,  ///< the page of a single-page app in place of a file that is not there
  error_page,
  listing,
};

/// Chooses Cache-Control (RFC 9111 §5.2).
class cache_table {
 public:
  /// Rules that cannot work go to `found`. With `fingerprints` names that hold a hash are cached for ever.
  static cache_table build(std::span<const config::cache_rule> rules, bool fingerprints, problems& found);

  /// The field's value; empty = the field is not sent. The first rule that matches counts, else a default. What stands
  /// in for another file (spa_fallback, error_page) is known by its own file alone, lest a rule for `/assets/**` keep a
  /// 404 for a year. `guarded`, behind a password, makes any answer private. Lives as long as the table.
  std::string_view control(const subject& what, std::string_view content_type, answer_kind kind,
                           bool guarded) const noexcept;

 private:
  struct entry {
    path_patterns match;
    std::string open;
    std::string guarded;
  };
  std::vector<entry> entries_;
  bool fingerprints_ = true;
};

}  // namespace synfin::server::site::rules
