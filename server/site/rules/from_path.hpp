#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace synfin::server::site::rules {

/// What a redirect or a rewrite starts from: one path, or a folder with all that is in it (`/x/**`).
struct from_path {
  std::string path;  ///< with its leading slash; a folder's without its last slash, so that the root's is empty
  bool folder = false;

  /// The error says what is wrong.
  static std::expected<from_path, std::string> parse(std::string_view text);

  /// What follows the folder, with its leading slash if there is anything; empty for one path. nullopt if `asked` is
  /// not meant.
  std::optional<std::string_view> remainder(std::string_view asked) const noexcept;

  /// Is all that `inner` means meant by this one?
  bool covers(const from_path& inner) const noexcept;
};

/// Appends a remainder to a path that ends where it belongs: `/new/` and `/a/b` are `/new/a/b`, `/new/` and nothing are
/// `/new`. No slash doubles. Safe on any bytes.
std::string with_remainder(std::string_view base, std::string_view remainder);

/// Finds the first of many by a path: one look-up for the single paths, a walk over the folders.
class from_index {
 public:
  /// `number` must be larger than all before.
  void add(const from_path& from, std::size_t number);

  /// The smallest number whose path is meant and that `accept(number)` takes; nullopt if there is none.
  template <class Accept>
  std::optional<std::size_t> first(std::string_view asked, Accept accept) const;

 private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  struct folder {
    from_path from;
    std::size_t number = 0;
  };

  std::unordered_map<std::string, std::vector<std::size_t>, text_hash, std::equal_to<>> paths_;
  std::vector<folder> folders_;
};

template <class Accept>
std::optional<std::size_t> from_index::first(std::string_view asked, Accept accept) const {
  std::optional<std::size_t> best;
  if (const auto found = paths_.find(asked); found != paths_.end()) {
    for (const std::size_t number : found->second) {
      if (best || !accept(number)) continue;
      best = number;
    }
  }
  for (const folder& each : folders_) {
    if (best && each.number > *best) break;
    if (each.from.remainder(asked) && accept(each.number)) return each.number;
  }
  return best;
}

}  // namespace synfin::server::site::rules
