#include "client/live/admin_answer.hpp"

#include <string_view>

#include "common/http/fields.hpp"
#include "common/http1/writer.hpp"

namespace synfin::load {
namespace {

using http::status;

constexpr std::string_view plain_text = "text/plain; charset=utf-8";
constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

std::string head(status as, std::string_view type, std::size_t length) {
  std::string out;
  http1::append_status_line(out, as);
  http1::append_field(out, "Content-Type", type);
  http1::append_field(out, "Content-Length", std::to_string(length));
  http1::append_field(out, "Cache-Control", "no-store");
  http1::append_field(out, "X-Content-Type-Options", "nosniff");
  if (as == status::method_not_allowed) http1::append_field(out, "Allow", "GET, HEAD");
  http1::append_field(out, "Connection", "close");
  return out.append("\r\n");
}

std::string whole(status as, std::string_view type, std::string_view body, bool with_body) {
  return head(as, type, body.size()).append(with_body ? body : "");
}

std::string refusal(status why, bool with_body) {
  return whole(why, plain_text, std::string(http::reason(why)) + "\n", with_body);
}

/// A request of HTTP/1.1 names one host (RFC 9112 §3.2).
bool names_host(const http::request_head& asked) {
  const auto hosts = http::count(asked.fields, "Host");
  return hosts == 1 || (hosts == 0 && asked.version_minor == 0);
}

}  // namespace

std::string admin_answer(const http::request_head& asked, const admin_pages& pages) {
  const bool with_body = asked.method != http::method::head;
  const std::string_view path = asked.target.substr(0, asked.target.find('?'));
  if (!names_host(asked)) return refusal(status::bad_request, with_body);
  const bool known = path == "/metrics" || path == "/status.json" || path == "/healthz";
  if (!known) return refusal(status::not_found, with_body);
  if (asked.method != http::method::get && asked.method != http::method::head) {
    return refusal(status::method_not_allowed, true);
  }
  if (path == "/metrics") return whole(status::ok, metrics_type, pages.metrics, with_body);
  if (path == "/status.json") return whole(status::ok, "application/json", pages.status, with_body);
  return whole(status::ok, plain_text, "ok\n", with_body);
}

std::string admin_refusal(status why) { return refusal(why, true); }

}  // namespace synfin::load
