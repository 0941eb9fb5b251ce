#include "server/site/rules/destination.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/quoted.hpp"
#include "config/url.hpp"
#include "server/site/rules/from_path.hpp"
#include "server/site/rules/host_pattern.hpp"
#include "server/site/rules/path_text.hpp"

namespace synfin::server::site::rules {
namespace {

constexpr std::string_view what_it_may_be = "is neither a path (/new) nor a URL (https://example.org/new)";

/// Takes what stands from the first `mark` on off the end of `text`.
std::string_view take_from(std::string_view& text, char mark) noexcept {
  const std::string_view taken = text.substr(std::min(text.find(mark), text.size()));
  text.remove_suffix(taken.size());
  return taken;
}

/// A server takes several slashes for one.
std::string without_empty_segments(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c != '/' || !out.ends_with('/')) out += c;
  }
  return out;
}

}  // namespace

std::expected<destination, std::string> destination::parse(std::string_view text) {
  destination result;
  std::string_view rest = text;
  result.remainder_ = rest.ends_with("**");
  if (result.remainder_) rest.remove_suffix(2);
  result.fragment_ = encode_written(take_from(rest, '#').substr(text.contains('#') ? 1 : 0));
  if (text.contains('#')) result.fragment_.insert(0, "#");
  result.query_ = encode_written(take_from(rest, '?'));
  if (result.remainder_ && text.find_first_of("?#") != std::string_view::npos) {
    return std::unexpected("may have the remainder (**) only at the end of its path, not in a query or a fragment");
  }
  const bool is_url = !rest.starts_with('/') && rest.contains("://");
  if (!is_url && !rest.starts_with('/')) return std::unexpected(std::string{what_it_may_be});
  if (rest.contains('*'))
    return std::unexpected("may have ** only at its end: the remainder. A * that is meant is %2A");
  const auto read = is_url ? result.read_url(rest) : result.read_path(rest);
  if (!read) return std::unexpected(read.error());
  return result;
}

std::expected<void, std::string> destination::read_path(std::string_view text) {
  if (text.starts_with("//")) return std::unexpected("would be another host: // starts a name");
  const auto decoded = decode_path(encode_written(text));
  if (!decoded) return std::unexpected("leads to a path that no server takes: control bytes, a backslash or %2F");
  if (decoded->contains("//")) return std::unexpected("has an empty segment (//), which paths have not");
  if (has_dot_segment(*decoded)) return std::unexpected("has a segment . or .., which paths have not");
  path_ = encode_written(text);
  decoded_ = *decoded;
  return {};
}

std::expected<void, std::string> destination::read_url(std::string_view text) {
  const std::size_t authority = text.find("://") + 3;
  const std::size_t end = std::min(text.find('/', authority), text.size());
  if (text.substr(authority, end - authority).contains('@'))
    return std::unexpected("has a user name in it: redirects tell it to everybody");
  const auto url = config::parse_url(text.substr(0, end));
  if (!url) return std::unexpected(fmt::format("is not a URL: {}", url.error()));
  if (remainder_ && end == text.size()) {
    return std::unexpected(
        fmt::format("needs a slash before the remainder: {}", config::in_quotes(fmt::format("{}/**", text))));
  }
  origin_ = text.substr(0, end);
  path_ = end == text.size() ? "/" : encode_written(text.substr(end));
  decoded_ = without_empty_segments(decode_path(path_).value_or(""));
  if (has_dot_segment(decoded_)) return std::unexpected("has a segment . or .., which paths have not");
  host_ = plain_host(url->authority);
  usual_port_ = url->port == (url->secure ? 443 : 80);
  return {};
}

std::string destination::location(std::string_view remainder, std::string_view query) const {
  if (query.starts_with('?')) query.remove_prefix(1);
  std::string out = origin_ + (remainder_ ? with_remainder(path_, encode_path(remainder)) : path_) + query_;
  if (!query.empty()) {
    if (!query_.ends_with('?')) out += query_.empty() ? '?' : '&';
    out += encode_query(query);
  }
  return out + fragment_;
}

std::string destination::next_path(std::string_view remainder) const {
  return remainder_ && !decoded_.empty() ? with_remainder(decoded_, remainder) : decoded_;
}

}  // namespace synfin::server::site::rules
