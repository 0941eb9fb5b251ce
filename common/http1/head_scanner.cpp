#include "common/http1/head_scanner.hpp"

#include <algorithm>
#include <cstring>

namespace synfin::http1 {
namespace {

constexpr std::size_t position(const void* found, std::string_view bytes) noexcept {
  return found == nullptr ? bytes.size() : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
}

bool holds(std::string_view bytes, char wanted) noexcept {
  return !bytes.empty() && std::memchr(bytes.data(), wanted, bytes.size()) != nullptr;
}

}  // namespace

void head_scanner::restart() noexcept {
  total_ = in_line_ = lines_ = 0;
  last_ = '\0';
}

void head_scanner::restart_in_fields() noexcept {
  restart();
  lines_ = 1;
}

/// May `part`, which holds no LF, stand at this place of the current line?
bool head_scanner::allowed_in_line(std::string_view part) noexcept {
  if (part.empty()) return true;
  if (last_ == '\r') return false;  // CR was not followed by LF
  const bool folded = in_line_ == 0 && lines_ > 0 && (part.front() == ' ' || part.front() == '\t');
  if (folded || holds(part, '\0')) return false;
  return !holds(part.substr(0, part.size() - 1), '\r');
}

/// A line was ended by CR LF; `empty` if nothing else was in it.
head_scanner::verdict head_scanner::line_end(bool empty) noexcept {
  if (!empty) ++lines_;
  in_line_ = 0;
  if (total_ > limits_.bytes || lines_ > limits_.lines + 1) return verdict::too_large;
  // Empty lines before the first one are skipped (RFC 9112 §2.2); after it, one ends the head.
  return empty && lines_ > 0 ? verdict::complete : verdict::more;
}

head_scanner::verdict head_scanner::over_limit() const noexcept {
  if (lines_ == 0 && in_line_ > limits_.first_line) return verdict::target_long;
  return total_ > limits_.bytes ? verdict::too_large : verdict::more;
}

/// How many bytes may still come before a limit is crossed for sure, and one more: looking no further makes the verdict
/// independent of where the bytes are cut.
std::size_t head_scanner::allowance() const noexcept {
  const std::size_t whole = limits_.bytes + 1 - total_;
  return lines_ == 0 ? std::min(whole, limits_.first_line + 1 - in_line_) : whole;
}

head_scanner::result head_scanner::scan(std::string_view bytes) noexcept {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::string_view rest = bytes.substr(at, allowance());
    const std::size_t length = position(std::memchr(rest.data(), '\n', rest.size()), rest);
    const std::string_view part = rest.substr(0, length);
    if (!allowed_in_line(part)) return {verdict::malformed, at};
    if (!part.empty()) last_ = part.back();
    in_line_ += part.size();
    total_ += part.size();
    at += part.size();
    if (const verdict over = over_limit(); over != verdict::more) return {over, at};
    if (length == rest.size()) continue;
    if (last_ != '\r') return {verdict::malformed, at};
    ++at;
    ++total_;
    last_ = '\n';
    if (const verdict end = line_end(in_line_ == 1); end != verdict::more) return {end, at};
  }
  return {verdict::more, at};
}

}  // namespace synfin::http1
