#include "client/trace/speech/http1_messages.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "client/report/foreign_text.hpp"
#include "common/http/fields.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t longest_shown = 200;
constexpr std::size_t longest_line = 8 * 1024;
constexpr std::uint64_t to_the_end = UINT64_MAX;

std::string_view first_line(std::string_view text) noexcept {
  const std::string_view line = text.substr(0, text.find('\n'));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

bool is_request(std::string_view line) noexcept {
  const std::size_t space = line.find(' ');
  if (space == 0 || space > 20 || line.starts_with("PRI ")) return false;  // which is HTTP/2's (RFC 9113 §3.4)
  const bool method =
      std::ranges::all_of(line.substr(0, space), [](char each) { return (each >= 'A' && each <= 'Z') || each == '-'; });
  return method && line.find(" HTTP/1.") != std::string_view::npos;
}

bool is_answer(std::string_view line) noexcept { return line.starts_with("HTTP/1."); }

/// May a first line begin so? The start of one, or all of a shorter text.
bool may_begin(std::string_view start, side who) noexcept {
  constexpr std::string_view version = "HTTP/1.";
  if (who == side::server) return start.starts_with(version);
  return is_request(std::string(start.substr(0, start.find(' '))) + " / HTTP/1.1");
}

/// The line from `at` on, and maybe more. Of a line that has no end in its first bytes `longest` are read.
std::string line_at(const byte_stream& bytes, std::uint64_t at, std::size_t longest = longest_line) {
  constexpr std::size_t usual = 64;
  std::string text = bytes.read(at, usual);
  if (text.size() == usual && text.find('\n') == std::string::npos) text = bytes.read(at, longest);
  return text;
}

/// A field's value in a head, as far as that is there; empty if it has none.
std::string_view field(std::string_view head, std::string_view name) noexcept {
  std::string_view left = head.substr(std::min(head.size(), head.find('\n') + 1));
  while (!left.empty()) {
    const std::string_view line = first_line(left);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && http::equal_ignoring_case(line.substr(0, colon), name)) {
      return http::trim(line.substr(colon + 1));
    }
    const std::size_t end = left.find('\n');
    if (line.empty() || end == std::string_view::npos) break;
    left.remove_prefix(end + 1);
  }
  return {};
}

/// Behind the empty line that ends a head, or trailers; nullopt if it is not there.
std::optional<std::size_t> behind_head(std::string_view text) noexcept {
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1)) {
    const std::string_view rest = text.substr(end + 1);
    if (rest.starts_with("\n")) return end + 2;
    if (rest.starts_with("\r\n")) return end + 3;
  }
  return std::nullopt;
}

/// `HTTP/1.1 200 OK` is told as `200 OK`.
std::string_view status_of(std::string_view line) noexcept {
  const std::size_t space = line.find(' ');
  return space == std::string_view::npos ? line : line.substr(space + 1);
}

std::string version_of(std::string_view line) {
  const std::size_t at = line.rfind("HTTP/1.");
  return fmt::format("http/{}", load::shown(line.substr(at + 5, 3)));
}

std::optional<std::uint64_t> number(std::string_view text, int base) noexcept {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  const bool whole = problem == std::errc() && end != text.data();
  return whole ? std::optional(value) : std::nullopt;
}

message told(std::string_view head, side who) {
  const std::string_view line = first_line(head);
  message made;
  made.protocol = version_of(line);
  made.name = who == side::client ? "request" : "answer";
  made.words = load::clipped(who == side::client ? line : status_of(line), longest_shown);
  made.asks = who == side::client;
  made.details.emplace_back("start", load::clipped(line, longest_shown));
  const std::string_view type = field(head, "content-type");
  const std::string kind = load::clipped(http::trim(type.substr(0, type.find(';'))), longest_shown);
  if (who == side::server && !kind.empty()) {
    made.words += "  " + kind;
    made.details.emplace_back("content_type", kind);
  }
  return made;
}

/// Goes through one side's bytes, head by head.
class reader {
 public:
  reader(const byte_stream& bytes, side who, std::uint64_t at) : bytes_(bytes), who_(who), at_(at) {}

  /// What the other side asked, without gaps; where that is not known, answers are taken to be those to GET.
  void answers(std::vector<std::string> methods) { methods_ = std::move(methods); }

  std::vector<message> read() {
    while (at_ < bytes_.end()) {
      if (!one() && !find_again()) break;
    }
    return std::move(found_);
  }

  bool lost() const noexcept { return lost_; }

 private:
  /// A head and its body; false where it cannot go on: at_ is where that is.
  bool one() {
    const std::string text = head_at(at_);
    if (text.find('\n') == std::string::npos || !begins_http1(text, who_)) {
      at_ += text.find('\n') == std::string::npos ? text.size() : 0;
      return false;
    }
    const auto end = behind_head(text);
    const std::string_view head = std::string_view(text).substr(0, end.value_or(text.size()));
    found_.push_back(told(head, who_));
    found_.back().at = at_;
    at_ += head.size();
    return end && pass_body(head);
  }

  /// As much from there on as its head takes.
  std::string head_at(std::uint64_t at) const {
    std::string text;
    for (const std::size_t most : {std::size_t{1024}, std::size_t{64 * 1024}}) {
      text = bytes_.read(at, most);
      if (text.size() < most || behind_head(text)) break;
    }
    return text;
  }

  bool pass_body(std::string_view head) {
    const std::string_view coding = field(head, "transfer-encoding");
    const bool chunked = http::equal_ignoring_case(http::trim(coding.substr(coding.rfind(',') + 1)), "chunked");
    const std::string asked = who_ == side::server ? method_for(head) : std::string{};
    if (who_ == side::server && bodiless(head, asked)) return true;
    if (chunked) return pass_chunks();
    const auto length = number(field(head, "content-length"), 10);
    const std::uint64_t unsaid = who_ == side::server ? to_the_end : 0;
    const std::uint64_t size = length.value_or(unsaid);
    at_ = size < to_the_end - at_ ? at_ + size : to_the_end;
    return true;
  }

  /// The method of the request that a head answers; each but an interim one answers the next.
  std::string method_for(std::string_view head) {
    const bool interim = status_of(first_line(head)).starts_with('1');
    if (lost_ || answered_ >= methods_.size()) return {};
    return methods_[interim ? answered_ : answered_++];
  }

  /// RFC 9112 §6.3. What follows 101, or an answer to CONNECT, is not HTTP/1 any more.
  bool bodiless(std::string_view head, std::string_view asked) {
    const std::string_view status = status_of(first_line(head));
    if (status.starts_with("101") || (asked == "CONNECT" && status.starts_with('2'))) at_ = to_the_end;
    return status.starts_with('1') || status.starts_with("204") || status.starts_with("304") || asked == "HEAD" ||
           at_ == to_the_end;
  }

  /// RFC 9112 §7.1.
  bool pass_chunks() {
    constexpr std::uint64_t largest = std::uint64_t{1} << 48;
    for (;;) {
      const std::string text = line_at(bytes_, at_);
      const std::size_t line = text.find('\n');
      const auto size = number(text, 16);
      if (line == std::string::npos) at_ += text.size();
      if (line == std::string::npos || !size || *size > largest) return false;
      at_ += line + 1;
      if (*size == 0) return pass_trailers();
      at_ += *size + 2;  // with the line end behind it
    }
  }

  bool pass_trailers() {
    const std::string text = "\n" + bytes_.read(at_, longest_line);
    const auto end = behind_head(text);
    at_ += end.value_or(text.size()) - 1;
    return end.has_value();
  }

  /// Behind a gap, a piece that begins with a head. Where the bytes are there, and are none, there is nothing to find.
  bool find_again() {
    if (!bytes_.gap_at(at_)) return false;
    lost_ = true;
    for (auto next = bytes_.piece_from(at_); next; next = bytes_.piece_from(*next + 1)) {
      if (!begins_http1(bytes_, *next, who_)) continue;
      at_ = *next;
      return true;
    }
    return false;
  }

  const byte_stream& bytes_;
  side who_;
  std::uint64_t at_;
  std::vector<std::string> methods_;
  std::size_t answered_ = 0;
  bool lost_ = false;
  std::vector<message> found_;
};

std::vector<std::string> methods_of(const talk& all) {
  const byte_stream& asked = all.of(side::client);
  std::vector<std::string> methods;
  if (!all.from_the_start || !begins_http1(asked.read(0, longest_line), side::client)) return methods;
  reader asking(asked, side::client, 0);
  for (const message& each : asking.read()) methods.push_back(each.words.substr(0, each.words.find(' ')));
  return asking.lost() ? std::vector<std::string>{} : methods;
}

}  // namespace

bool begins_http1(std::string_view text, side who) noexcept {
  if (text.find('\n') == std::string_view::npos) return false;
  return who == side::client ? is_request(first_line(text)) : is_answer(first_line(text));
}

bool begins_http1(const byte_stream& bytes, std::uint64_t at, side who) {
  constexpr std::size_t telling = 32;
  constexpr std::size_t longest = 1024;
  return may_begin(bytes.read(at, telling), who) && begins_http1(line_at(bytes, at, longest), who);
}

std::vector<message> http1_messages(const talk& all, side who, std::uint64_t at) {
  reader reading(all.of(who), who, at);
  if (who == side::server) reading.answers(methods_of(all));
  return reading.read();
}

}  // namespace synfin::trace
