#include "config/header_line.hpp"

#include "common/http/fields.hpp"
#include "common/http/method.hpp"

namespace synfin::config {
namespace {

std::unexpected<std::string> wrong(std::string_view why) { return std::unexpected(std::string{why}); }

/// A second framing beside ours is request smuggling.
bool framing(std::string_view name) {
  return http::equal_ignoring_case(name, "content-length") || http::equal_ignoring_case(name, "transfer-encoding");
}

}  // namespace

std::expected<std::pair<std::string, std::string>, std::string> parse_field(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return wrong("not a header (like 'Accept: text/html')");
  const auto name = text.substr(0, colon);
  if (!http::is_token(name)) return wrong("the name is not a token (letters, digits and !#$%&'*+-.^_`|~)");
  const auto value = http::trim(text.substr(colon + 1));
  if (value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos) {
    return wrong("CR, LF and NUL may not stand in a value");
  }
  return std::pair{std::string{name}, std::string{value}};
}

std::expected<std::pair<std::string, std::string>, std::string> parse_header_line(std::string_view text) {
  auto field = parse_field(text);
  if (field && framing(field->first)) return wrong("this field is written by the client itself");
  return field;
}

}  // namespace synfin::config
