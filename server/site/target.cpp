#include "server/site/target.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "common/http/fields.hpp"

namespace synfin::server::site {

using http::status;

namespace {

constexpr std::array schemes{std::string_view{"http://"}, std::string_view{"https://"}};

/// Length of the scheme of an absolute-form target, 0 for other forms.
std::size_t scheme_length(std::string_view target) noexcept {
  for (const std::string_view scheme : schemes) {
    if (http::equal_ignoring_case(target.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

/// What follows the authority; nullopt if the target is neither origin-form nor absolute-form.
std::optional<std::string_view> path_and_query(std::string_view target) noexcept {
  if (target.starts_with('/')) return target;
  const std::size_t scheme = scheme_length(target);
  if (scheme == 0) return std::nullopt;
  const std::size_t end = target.find_first_of("/?", scheme);
  return end == std::string_view::npos ? std::string_view{} : target.substr(end);
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool refused(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f || c == '\\';
}

/// Appends `path` decoded; false if it is badly encoded or hides what must not be hidden.
bool decode(std::string_view path, std::string& out) {
  for (std::size_t at = 0; at < path.size(); ++at) {
    char c = path[at];
    if (c == '%') {
      if (at + 2 >= path.size()) return false;
      const int high = hex_digit(path[at + 1]);
      const int low = hex_digit(path[at + 2]);
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
      if (c == '/') return false;
      at += 2;
    }
    if (refused(c)) return false;
    out.push_back(c);
  }
  return true;
}

/// Removes dot segments and empty segments of `path` (which starts with a slash) in place; false if it climbs above the
/// root.
bool normalise(std::string& path) {
  std::string out;
  out.reserve(path.size());
  std::string_view rest(path);
  bool folder = true;
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the slash
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    folder = segment.empty() || segment == "." || segment == "..";
    if (segment == "..") {
      if (out.empty()) return false;
      out.resize(out.rfind('/'));
    } else if (!folder) {
      out.append(1, '/').append(segment);
    }
  }
  if (folder) out.push_back('/');
  path = std::move(out);
  return true;
}

/// Can `path` (with its leading slash) stand as it is?
bool is_normal(std::string_view path) noexcept {
  char before = '\0';
  for (const char c : path) {
    if (c == '%' || refused(c) || (before == '/' && (c == '/' || c == '.'))) return false;
    before = c;
  }
  return true;
}

/// Is any segment a dot file? `.well-known` is the web's own (RFC 8615).
bool is_hidden(std::string_view path) noexcept {
  for (std::size_t at = 1; at < path.size();) {
    const std::string_view segment = path.substr(at, path.find('/', at) - at);
    if (segment.starts_with('.') && segment != ".well-known") return true;
    at += segment.size() + 1;
  }
  return false;
}

}  // namespace

std::expected<target_path, status> parse_target(std::string_view target, std::string& scratch) {
  const auto rest = path_and_query(target);
  if (!rest || target.contains('#')) return std::unexpected(status::bad_request);
  const std::string_view path = rest->substr(0, rest->find('?'));
  const std::string_view query = rest->substr(path.size());
  if (path.empty()) return target_path{"/", query};
  if (is_normal(path)) return target_path{path, query};
  scratch.clear();
  if (!decode(path, scratch) || !normalise(scratch)) return std::unexpected(status::bad_request);
  if (is_hidden(scratch)) return std::unexpected(status::not_found);
  return target_path{scratch, query};
}

std::string_view target_authority(std::string_view target) noexcept {
  const std::size_t scheme = scheme_length(target);
  if (scheme == 0) return {};
  return target.substr(scheme, target.find_first_of("/?", scheme) - scheme);
}

}  // namespace synfin::server::site
