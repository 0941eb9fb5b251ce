#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::server::site::rules {

/// A pattern for decoded, normalised paths that start with a slash. `*` stands for any bytes but a slash, `**` for any
/// bytes, none included in both. A segment that is nothing but `**` may be no segment at all: `/x/**` is `/x`, `/x/`
/// and all beneath, and `/x/**/y` is `/x/y` too. A pattern without a slash is held against what follows a path's last
/// slash.
class path_pattern {
 public:
  /// Longer patterns are refused, in bytes.
  static constexpr std::size_t longest = 512;

  /// The error says what is wrong, without the pattern itself: it can never match, or means something else than it
  /// seems to.
  static std::expected<path_pattern, std::string> parse(std::string_view text);

  /// Safe on any bytes, at most text().size() steps a byte; false for what does not start with a slash.
  bool matches(std::string_view path) const noexcept;

  /// Is every path that `inner` matches sure to be matched by this one? False where it is hard to say.
  bool covers(const path_pattern& inner) const noexcept;

  /// As it was written.
  const std::string& text() const noexcept { return text_; }

 private:
  /// The forms that need no search, and the one that does.
  enum class form : std::uint8_t { everything, literal, folder, ending, search };
  enum class step : std::uint8_t { byte, star, any, maybe };
  /// `maybe`: the next two may be left out.
  struct token {
    step what;
    char byte;
  };

  void add_segment(std::string_view segment);
  void add_bytes(std::string_view text);
  void classify();
  bool search(std::string_view rest) const noexcept;
  bool advance(std::span<bool> places, char c) const noexcept;
  void skip_what_may_be_nothing(std::span<bool> places) const noexcept;

  std::string text_;
  std::string literal_;  ///< by form_: the path, the folder without its last slash, the ending, what comes before `*`
  std::vector<token> tokens_;  ///< what follows literal_ in a search
  form form_ = form::everything;
  bool last_segment_ = false;  ///< held against the last segment alone
};

}  // namespace synfin::server::site::rules
