#include "server/site/pages/error_page.hpp"

#include <fmt/format.h>

#include "common/http/fields.hpp"
#include "server/site/pages/escape.hpp"
#include "server/site/pages/page_frame.hpp"

namespace synfin::server::site {

using http::status;

namespace {

constexpr std::string_view style = R"(main{max-width:36rem;padding-top:14vh}
h1{margin:0 0 .5rem;font-size:clamp(1.5rem,6vw,2rem);line-height:1.2;letter-spacing:-.01em}
p{margin:.5rem 0;color:var(--faint);overflow-wrap:anywhere}
)";

std::string_view explanation(status what) noexcept {
  switch (what) {
    case status::moved_permanently:
    case status::permanent_redirect: return "This page is at another address; your browser should go there by itself.";
    case status::found:
    case status::temporary_redirect:
      return "For now this page is at another address; your browser should go there by itself.";
    case status::see_other: return "What you asked for can be read at another address.";
    case status::bad_request: return "The request is not one that a web server can read.";
    case status::unauthorized: return "This page is for people with a name and a password.";
    case status::forbidden: return "This file is there, but the server may not read it.";
    case status::not_found: return "There is no page at this address.";
    case status::method_not_allowed: return "This site can only be read: GET and HEAD are what it answers.";
    case status::not_acceptable: return "There is no version of this page in a coding that the request accepts.";
    case status::request_timeout: return "The request did not arrive in time.";
    case status::gone: return "This page has been taken away for good.";
    case status::precondition_failed: return "The file is not, or no longer, the version that the request is about.";
    case status::content_too_large: return "The request carries more than this site takes in.";
    case status::uri_too_long: return "The address asked for is too long.";
    case status::range_not_satisfiable: return "The part asked for lies beyond the end of the file.";
    case status::expectation_failed: return "The request expects something that this server does not do.";
    case status::misdirected_request: return "This server does not answer for the host that the request names.";
    case status::header_fields_too_large: return "The request's header fields are too many or too large.";
    case status::not_implemented: return "The server does not know this request method.";
    case status::service_unavailable: return "The server is too busy just now; please try again in a moment.";
    case status::version_not_supported: return "The server speaks HTTP/1.0 and HTTP/1.1.";
    default: return "Something went wrong on the server.";
  }
}

/// Does a click lead to a page, and never run a script?
bool is_web_address(std::string_view location) noexcept {
  constexpr std::string_view plain = "http://";
  constexpr std::string_view secure = "https://";
  return location.starts_with('/') || http::equal_ignoring_case(location.substr(0, plain.size()), plain) ||
         http::equal_ignoring_case(location.substr(0, secure.size()), secure);
}

std::string html_page(status what, std::string_view location) {
  const std::string title = fmt::format("{} {}", http::code(what), http::reason(what));
  std::string body = fmt::format("<h1>{}</h1>\n<p>{}</p>\n", title, explanation(what));
  if (is_web_address(location)) {
    body += "<p><a href=\"";
    put_html(body, location);
    body += "\">";
    put_html(body, location);
    body += "</a></p>\n";
  }
  return framed_page(title, style, body);
}

/// RFC 9457; what a redirect adds is an extension member.
std::string problem(status what, std::string_view location) {
  std::string page = fmt::format(R"({{"status":{},"title":)", http::code(what));
  put_json(page, http::reason(what));
  page += ",\"detail\":";
  put_json(page, explanation(what));
  if (!location.empty()) {
    page += ",\"location\":";
    put_json(page, location);
  }
  return page + "}\n";
}

std::string plain_text(status what, std::string_view location) {
  std::string page = fmt::format("{} {}\n{}\n", http::code(what), http::reason(what), explanation(what));
  if (location.empty()) return page;
  put_text(page, location);
  return page + "\n";
}

}  // namespace

std::string error_page(status what, page_form form, std::string_view location) {
  switch (form) {
    case page_form::json: return problem(what, location);
    case page_form::text: return plain_text(what, location);
    case page_form::html: break;
  }
  return html_page(what, location);
}

std::string_view error_page_type(page_form form) noexcept {
  switch (form) {
    case page_form::json: return "application/problem+json";
    case page_form::text: return "text/plain; charset=utf-8";
    case page_form::html: break;
  }
  return "text/html; charset=utf-8";
}

}  // namespace synfin::server::site
