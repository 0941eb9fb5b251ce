#include "server/site/rules/path_text.hpp"

#include <algorithm>

namespace synfin::server::site::rules {
namespace {

constexpr bool control(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

constexpr bool letter_or_digit(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// pchar (RFC 3986 §3.3) without pct-encoded, and the slash.
constexpr bool plain(char c) noexcept {
  constexpr std::string_view marks = "-._~!$&'()*+,;=:@/";
  return letter_or_digit(c) || marks.contains(c);
}

constexpr int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The byte that `text` has percent-encoded at `at`; nullopt if there is none.
std::optional<char> encoded_byte(std::string_view text, std::size_t at) noexcept {
  if (text[at] != '%' || at + 2 >= text.size()) return std::nullopt;
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

bool has_encoded_byte(std::string_view text) noexcept {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (encoded_byte(text, at)) return true;
  }
  return false;
}

void append_encoded(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += {'%', digits[byte >> 4], digits[byte & 0xf]};
}

}  // namespace

std::optional<std::string> path_problem(std::string_view path) {
  if (path.empty()) return "is empty";
  if (!path.starts_with('/')) return "does not start with a slash";
  if (std::ranges::any_of(path, control)) return "has a control byte in it, which no path has";
  if (path.contains('\\')) return "has a backslash in it, which no path has";
  if (path.contains('?')) return "has a ? in it: queries are not looked at";
  if (path.contains("//")) return "can never match: paths have no empty segments (//)";
  if (has_dot_segment(path)) return "can never match: paths have no segments . and ..";
  if (has_encoded_byte(path)) return "is percent-encoded: write the bytes themselves";
  return std::nullopt;
}

bool has_dot_segment(std::string_view path) noexcept {
  for (std::size_t at = 0; at <= path.size();) {
    const std::string_view segment = path.substr(at, path.find('/', at) - at);
    if (segment == "." || segment == "..") return true;
    at += segment.size() + 1;
  }
  return false;
}

std::string encode_path(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  for (const char c : path) {
    if (plain(c)) {
      out += c;
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

std::string encode_written(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (plain(text[at]) || text[at] == '?' || encoded_byte(text, at)) {
      out += text[at];
    } else {
      append_encoded(out, text[at]);
    }
  }
  return out;
}

std::string encode_query(std::string_view query) {
  std::string out;
  out.reserve(query.size());
  for (const char c : query) {
    if (control(c) || c == ' ' || c == '#' || static_cast<unsigned char>(c) > 0x7f) {
      append_encoded(out, c);
    } else {
      out += c;
    }
  }
  return out;
}

std::optional<std::string> decode_path(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  for (std::size_t at = 0; at < path.size(); ++at) {
    char c = path[at];
    if (c == '%') {
      const auto byte = encoded_byte(path, at);
      if (!byte || *byte == '/') return std::nullopt;
      c = *byte;
      at += 2;
    }
    if (control(c) || c == '\\') return std::nullopt;
    out += c;
  }
  return out;
}

}  // namespace synfin::server::site::rules
