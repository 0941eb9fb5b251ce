#include "server/site/rules/host_pattern.hpp"

#include <algorithm>

#include "common/http/fields.hpp"
#include "common/http/host.hpp"

namespace synfin::server::site::rules {
namespace {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string in_lower_case(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

/// Without its port and without a last dot.
std::string_view bare(std::string_view host) noexcept {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  host = host.substr(0, host.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

constexpr bool in_name(char c) noexcept {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_name(std::string_view text) noexcept {
  return !text.empty() && !text.starts_with('.') && !text.contains("..") && std::ranges::all_of(text, in_name);
}

}  // namespace

std::string plain_host(std::string_view host) { return in_lower_case(bare(host)); }

std::expected<host_pattern, std::string> host_pattern::parse(std::string_view text) {
  host_pattern pattern;
  if (text.empty()) return pattern;
  pattern.wildcard_ = text.starts_with("*.");
  if (pattern.wildcard_) text.remove_prefix(2);
  const bool address = !pattern.wildcard_ && text.starts_with('[') && http::valid_host(text);
  if (text.contains('*')) return std::unexpected("may have a * as its whole first label alone, like *.example.org");
  if (text != bare(text) && (address || is_name(bare(text))))
    return std::unexpected("must be a name alone, without a port and a last dot");
  if (!address && !is_name(text)) return std::unexpected("is not the name of a host, like www.example.org");
  pattern.name_ = (pattern.wildcard_ ? "." : "") + in_lower_case(text);
  return pattern;
}

bool host_pattern::matches(std::string_view host) const noexcept {
  if (any()) return true;
  host = bare(host);
  if (!wildcard_) return http::equal_ignoring_case(host, name_);
  return host.size() > name_.size() && http::equal_ignoring_case(host.substr(host.size() - name_.size()), name_);
}

bool host_pattern::covers(const host_pattern& inner) const noexcept {
  if (any()) return true;
  if (inner.any() || (inner.wildcard_ && !wildcard_)) return false;
  return inner.wildcard_ ? inner.name_.ends_with(name_) : matches(inner.name_);
}

std::string host_pattern::example() const { return wildcard_ || any() ? "\x01" + name_ : name_; }

}  // namespace synfin::server::site::rules
