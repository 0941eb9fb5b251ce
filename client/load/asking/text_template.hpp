#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/load/asking/drawn_values.hpp"

namespace synfin::load {

/// A text with holes that each request fills anew:
///
/// - `{counter}`: the request's number from 1 on; `{counter:6}`: with zeros before it, up to six digits
/// - `{random}`: 64 random bits in hex; `{random:1-1000}`: a random number of that range
/// - `{uuid}`: a random UUID (RFC 9562 §5.4)
///
/// In a text that has one, `{{` is a brace. Whatever else stands in braces stays as it is, and so does a text without
/// any of these.
class text_template {
 public:
  static text_template parse(std::string_view text);

  /// Is there anything to fill, or a brace to make of two?
  bool varies() const noexcept { return varies_; }

  /// Appends the text with its holes filled.
  void append_to(std::string& out, drawn_values& values) const;

 private:
  enum class kind : std::uint8_t { nothing, counter, random, range, uuid };
  struct hole {
    kind what = kind::nothing;
    unsigned width = 0;  // of a counter
    std::uint64_t least = 0;
    std::uint64_t most = 0;
  };
  struct piece {
    std::string before;
    hole filled;
  };

  static hole hole_of(std::string_view inside);
  static hole hole_at(std::string_view text, std::size_t brace);
  static void fill(std::string& out, const hole& what, drawn_values& values);

  std::vector<piece> pieces_;
  std::string rest_;  // behind the last hole
  bool varies_ = false;
};

}  // namespace synfin::load
