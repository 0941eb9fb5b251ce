#include "client/load/checking/root_path.hpp"

#include <algorithm>
#include <vector>

namespace synfin::load::checking {
namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (out.contains('\0')) return std::nullopt;
  return out;
}

/// Takes the next segment off a path, with the slash behind it.
std::string_view take_segment(std::string_view& path) {
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(std::min(path.size(), segment.size() + 1));
  return segment;
}

}  // namespace

std::optional<std::string> root_path(std::string_view target) {
  const auto plain = decoded(target.substr(0, target.find('?')));
  if (!plain || !plain->starts_with('/')) return std::nullopt;
  std::vector<std::string_view> kept;
  bool folder = plain->ends_with('/');
  for (std::string_view rest = *plain; !rest.empty();) {
    const auto segment = take_segment(rest);
    if (segment == "..") {
      if (kept.empty()) return std::nullopt;
      kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
    if (rest.empty() && (segment == "." || segment == "..")) folder = true;
  }
  if (folder) kept.emplace_back("index.html");
  std::string path;
  for (const auto segment : kept) path.append(path.empty() ? "" : "/").append(segment);
  return path;
}

}  // namespace synfin::load::checking
