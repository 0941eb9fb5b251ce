#include "common/http1/request_parser.hpp"

#include <llhttp.h>

#include <algorithm>

namespace synfin::http1 {

using http::status;

namespace {

// The longest registered method and " HTTP/1.1" beside the target: what the first line may hold on top of it.
constexpr std::size_t around_target = 64;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Is `text` a well-formed HTTP-version (RFC 9112 §2.3)?
bool is_version(std::string_view text) noexcept {
  constexpr std::string_view form = "HTTP/1.1";
  return text.size() == form.size() && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' &&
         is_digit(text[7]);
}

/// A request target is printable ASCII without spaces (RFC 3986 §2); anything else must be percent-encoded.
bool printable(std::string_view target) noexcept {
  return std::ranges::all_of(target, [](char c) { return c > ' ' && c <= '~'; });
}

std::string_view without_empty_lines(std::string_view head) noexcept {
  head.remove_prefix(std::min(head.size(), head.find_first_not_of("\r\n")));
  return head;
}

/// The one coding we read is `chunked`, alone and once. llhttp lets some forms through that others in a chain might
/// read differently, an empty value among them (RFC 9112 §6.1, §6.3).
std::optional<status> coding_refusal(std::span<const http::field> fields) noexcept {
  const auto coding = http::find(fields, "Transfer-Encoding");
  if (!coding) return std::nullopt;
  if (coding->empty()) return status::bad_request;
  const bool chunked_alone =
      http::equal_ignoring_case(*coding, "chunked") && http::count(fields, "Transfer-Encoding") == 1;
  return chunked_alone ? std::nullopt : std::optional(status::not_implemented);
}

/// What llhttp finds in one head.
struct findings {
  std::vector<http::field>& fields;
  bool complete = false;
};

// What llhttp calls; noexcept, since C stands between us and our caller. A head is parsed in one piece, so each name
// and each value comes as one span.
findings& found(llhttp_t* parser) noexcept { return *static_cast<findings*>(parser->data); }

int on_name(llhttp_t* parser, const char* at, std::size_t length) noexcept {
  auto& fields = found(parser).fields;
  // A line without a name (RFC 9112 §5.1) is let through by llhttp 8. Room was made for every line: it never runs out.
  if (length == 0 || fields.size() == fields.capacity()) return HPE_USER;
  fields.push_back({{at, length}, {}});
  return 0;
}

int on_value(llhttp_t* parser, const char* at, std::size_t length) noexcept {
  auto& fields = found(parser).fields;
  if (fields.empty()) return HPE_USER;
  fields.back().value = http::trim({at, length});
  return 0;
}

int on_end(llhttp_t* parser) noexcept {
  found(parser).complete = true;
  // CONNECT and Upgrade are answered like any other request, and their bodies read away: no other protocol follows.
  parser->upgrade = 0;
  return 0;
}

const llhttp_settings_t& callbacks() noexcept {
  static const llhttp_settings_t made = [] {
    llhttp_settings_t all;
    llhttp_settings_init(&all);
    all.on_header_field = on_name;
    all.on_header_value = on_value;
    all.on_headers_complete = on_end;
    return all;
  }();
  return made;
}

}  // namespace

request_parser::request_parser(const head_limits& limits) noexcept
    : scanner_({limits.target + around_target, limits.head, limits.fields}), most_target_(limits.target) {}

void request_parser::next_message() noexcept {
  scanner_.restart();
  std::string().swap(held_);
  head_ = {};
}

request_parser::head_progress request_parser::take_head(std::string_view bytes, std::vector<http::field>& fields) {
  const auto [outcome, consumed] = scanner_.scan(bytes);
  switch (outcome) {
    case head_scanner::verdict::malformed: return {consumed, status::bad_request, false};
    case head_scanner::verdict::target_long: return {consumed, status::uri_too_long, false};
    case head_scanner::verdict::too_large: return {consumed, status::header_fields_too_large, false};
    case head_scanner::verdict::more: held_.append(bytes.substr(0, consumed)); return {consumed, std::nullopt, false};
    case head_scanner::verdict::complete: break;
  }
  std::string_view whole = bytes.substr(0, consumed);
  if (!held_.empty()) whole = held_.append(whole);
  const auto problem = parse(without_empty_lines(whole), fields);
  return {consumed, problem, !problem};
}

/// Reads a whole head, which the scanner has found to be made of proper lines.
std::optional<status> request_parser::parse(std::string_view bytes, std::vector<http::field>& fields) {
  if (const auto problem = take_request_line(bytes.substr(0, bytes.find('\r')))) return problem;
  return take_fields(bytes, fields);
}

/// method SP request-target SP HTTP-version, and nothing else (RFC 9112 §3): llhttp would take several spaces, and
/// RTSP.
std::optional<status> request_parser::take_request_line(std::string_view line) noexcept {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == last) return status::bad_request;  // HTTP/0.9 among others
  head_.method_text = line.substr(0, first);
  head_.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!http::is_token(head_.method_text) || !is_version(version)) return status::bad_request;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return status::version_not_supported;
  head_.version_minor = version.back() == '1' ? 1 : 0;
  head_.method = http::method_of(head_.method_text);
  if (head_.method == http::method::unknown) return status::not_implemented;
  if (head_.target.size() > most_target_) return status::uri_too_long;
  return head_.target.empty() || !printable(head_.target) ? std::optional(status::bad_request) : std::nullopt;
}

std::optional<status> request_parser::take_fields(std::string_view bytes, std::vector<http::field>& fields) {
  fields.clear();
  fields.reserve(static_cast<std::size_t>(std::ranges::count(bytes, '\n')));
  findings seen{fields};
  llhttp_t parser;
  llhttp_init(&parser, HTTP_REQUEST, &callbacks());
  parser.data = &seen;
  if (llhttp_execute(&parser, bytes.data(), bytes.size()) != HPE_OK || !seen.complete) return status::bad_request;
  if (const auto problem = coding_refusal(fields)) return problem;
  head_.fields = fields;
  if ((parser.flags & F_CHUNKED) != 0)
    body_.expect_chunks();
  else
    body_.expect_length(parser.content_length);
  return std::nullopt;
}

}  // namespace synfin::http1
