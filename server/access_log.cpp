#include "server/access_log.hpp"

#include <ctime>
#include <iterator>

#include <fmt/format.h>

namespace synfin::server {
namespace {

constexpr bool plain(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\';
}

/// `text`, or `-` where there is none, with \xHH for what must not stand in a quoted part.
void append_quotable(std::string& out, std::string_view text) {
  if (text.empty()) out.push_back('-');
  for (const char c : text) {
    if (plain(c)) {
      out.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02X}", static_cast<unsigned char>(c));
    }
  }
}

/// [10/Oct/2000:13:55:36 +0000]
void append_log_time(std::string& out, wall::time_point time) {
  const std::time_t raw = wall::to_time_t(time);
  std::tm parts{};
  gmtime_r(&raw, &parts);
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, "[%d/%b/%Y:%H:%M:%S +0000]", &parts);
  out.append(text, length);
}

/// The field of the user's name: the subject of a client's certificate. A space would end the field.
void append_user(std::string& out, std::string_view subject) {
  if (subject.empty()) return out.push_back('-');
  for (std::size_t space = subject.find(' '); space != std::string_view::npos; space = subject.find(' ')) {
    append_quotable(out, subject.substr(0, space));
    out.append("\\x20");
    subject.remove_prefix(space + 1);
  }
  append_quotable(out, subject);
}

void append_combined(std::string& out, const exchange& done, wall::time_point time) {
  out.append(done.peer.empty() ? "-" : done.peer).append(" - ");
  append_user(out, done.subject);
  out.push_back(' ');
  append_log_time(out, time);
  out.append(" \"");
  append_quotable(out, done.method);
  if (!done.target.empty()) {
    out.push_back(' ');
    append_quotable(out, done.target);
    out.append(" ").append(done.version);
  }
  fmt::format_to(std::back_inserter(out), "\" {} {} \"", http::code(done.status), done.body_bytes);
  append_quotable(out, done.referer);
  out.append("\" \"");
  append_quotable(out, done.user_agent);
  out.append("\"\n");
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(",\"").append(name).append("\":\"");
  append_json_text(out, value);
  out.push_back('"');
}

void append_json(std::string& out, const exchange& done, wall::time_point time) {
  out.append("{\"time\":\"").append(rfc3339(time)).push_back('"');
  append_member(out, "remote", done.peer);
  append_member(out, "subject", done.subject);
  append_member(out, "method", done.method);
  append_member(out, "target", done.target);
  append_member(out, "version", done.version);
  append_member(out, "host", done.host);
  fmt::format_to(std::back_inserter(out), ",\"status\":{},\"bytes\":{}", http::code(done.status), done.body_bytes);
  if (done.cut_short) out.append(",\"cut_short\":true");
  append_member(out, "referer", done.referer);
  append_member(out, "user_agent", done.user_agent);
  out.append("}\n");
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (plain(c)) {
      out.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    }
  }
}

void append_log_line(std::string& out, config::access_log_format format, const exchange& done, wall::time_point time) {
  if (format == config::access_log_format::json) return append_json(out, done, time);
  append_combined(out, done, time);
}

}  // namespace synfin::server
