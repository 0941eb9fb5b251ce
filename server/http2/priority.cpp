#include "server/http2/priority.hpp"

#include <algorithm>
#include <cstddef>

namespace synfin::server::http2 {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_alpha(char c) noexcept { return is_lower(c) || (c >= 'A' && c <= 'Z'); }

bool in_key(char c) noexcept { return is_lower(c) || is_digit(c) || std::string_view("_-.*").contains(c); }

bool in_token(char c) noexcept {
  return is_alpha(c) || is_digit(c) || std::string_view("!#$%&'*+-.^_`|~:/").contains(c);
}

bool in_base64(char c) noexcept { return is_alpha(c) || is_digit(c) || std::string_view("+/=").contains(c); }

/// What a member's value is, as far as it matters here.
struct bare_item {
  enum class kind : std::uint8_t { other, small_integer, boolean };
  kind what = kind::other;
  unsigned value = 0;
};

/// Takes the parts of a dictionary off its text; each member function says whether the part was well-formed.
class dictionary_reader {
 public:
  explicit dictionary_reader(std::string_view text) noexcept : rest_(text) {}

  bool at_end() const noexcept { return rest_.empty(); }

  bool skip(char c) noexcept {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_spaces(std::string_view which) noexcept {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(which), rest_.size()));
  }

  bool key(std::string_view& name) noexcept {
    if (rest_.empty() || !(is_lower(rest_.front()) || rest_.front() == '*')) return false;
    name = take_while(in_key);
    return true;
  }

  bool value(bare_item& item) noexcept { return skip('(') ? inner_list() : bare(item); }

  bool parameters() noexcept {
    while (skip(';')) {
      skip_spaces(" ");
      std::string_view name;
      bare_item ignored;
      if (!key(name) || (skip('=') && !bare(ignored))) return false;
    }
    return true;
  }

 private:
  template <typename Predicate>
  std::string_view take_while(Predicate holds) noexcept {
    std::size_t length = 0;
    while (length < rest_.size() && holds(rest_[length])) ++length;
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

  bool bare(bare_item& item) noexcept {
    item = {};
    if (rest_.empty()) return false;
    const char first = rest_.front();
    if (is_digit(first) || first == '-') return number(item);
    if (first == '?') return boolean(item);
    if (first == '"') return quoted();
    if (first == ':') return bytes();
    if (!is_alpha(first) && first != '*') return false;
    take_while(in_token);
    return true;
  }

  bool number(bare_item& item) noexcept {
    constexpr std::size_t most_digits = 15, most_whole = 12, most_fraction = 3;
    const bool negative = skip('-');
    const std::string_view whole = take_while(is_digit);
    if (whole.empty() || whole.size() > most_digits) return false;
    if (skip('.')) {
      const std::string_view fraction = take_while(is_digit);
      return whole.size() <= most_whole && !fraction.empty() && fraction.size() <= most_fraction;
    }
    const std::size_t zeros = std::min(whole.find_first_not_of('0'), whole.size() - 1);
    const std::string_view digits = whole.substr(zeros);
    if (digits.size() > 1 || (negative && digits != "0")) return true;
    item = {bare_item::kind::small_integer, static_cast<unsigned>(digits.front() - '0')};
    return true;
  }

  bool boolean(bare_item& item) noexcept {
    skip('?');
    const bool yes = skip('1');
    if (!yes && !skip('0')) return false;
    item = {bare_item::kind::boolean, yes ? 1U : 0U};
    return true;
  }

  bool quoted() noexcept {
    skip('"');
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (c < ' ' || c > '~') return false;
      if (c == '\\' && !skip('"') && !skip('\\')) return false;
    }
    return false;
  }

  bool bytes() noexcept {
    skip(':');
    take_while(in_base64);
    return skip(':');
  }

  bool inner_list() noexcept {
    while (!at_end()) {
      skip_spaces(" ");
      if (skip(')')) return true;
      bare_item ignored;
      if (!bare(ignored) || !parameters()) return false;
      if (!rest_.starts_with(' ') && !rest_.starts_with(')')) return false;
    }
    return false;
  }

  std::string_view rest_;
};

/// A member that is named again counts as it stands last (RFC 8941 §3.2), even if that makes it count for nothing.
void take_member(priority& found, std::string_view name, const bare_item& item) noexcept {
  constexpr unsigned least_urgent = 7;
  if (name == "u") {
    const bool known = item.what == bare_item::kind::small_integer && item.value <= least_urgent;
    found.urgency = known ? static_cast<std::uint8_t>(item.value) : priority{}.urgency;
  } else if (name == "i") {
    found.incremental = item.what == bare_item::kind::boolean && item.value == 1;
  }
}

}  // namespace

std::optional<priority> parse_priority(std::string_view text) noexcept {
  priority found;
  dictionary_reader reader(text);
  reader.skip_spaces(" ");
  while (!reader.at_end()) {
    std::string_view name;
    if (!reader.key(name)) return std::nullopt;
    bare_item item{bare_item::kind::boolean, 1};  // a name alone says yes
    if (reader.skip('=') && !reader.value(item)) return std::nullopt;
    if (!reader.parameters()) return std::nullopt;
    take_member(found, name, item);
    reader.skip_spaces(" \t");
    if (reader.at_end()) break;
    if (!reader.skip(',')) return std::nullopt;
    reader.skip_spaces(" \t");
    if (reader.at_end()) return std::nullopt;  // a comma with nothing behind it
  }
  return found;
}

}  // namespace synfin::server::http2
