#include "server/site/error_page.hpp"

#include <string_view>

namespace synfin::server::site {

using http::status;

namespace {

std::string_view explanation(status what) noexcept {
  switch (what) {
    case status::moved_permanently: return "This page is at another address; your browser should go there by itself.";
    case status::bad_request: return "The request is not one that a web server can read.";
    case status::forbidden: return "This file is there, but the server may not read it.";
    case status::not_found: return "There is no page at this address.";
    case status::method_not_allowed: return "This site can only be read: GET and HEAD are what it answers.";
    case status::request_timeout: return "The request did not arrive in time.";
    case status::content_too_large: return "The request carries more than this site takes in.";
    case status::uri_too_long: return "The address asked for is too long.";
    case status::range_not_satisfiable: return "The part asked for lies beyond the end of the file.";
    case status::expectation_failed: return "The request expects something that this server does not do.";
    case status::header_fields_too_large: return "The request's header fields are too many or too large.";
    case status::not_implemented: return "The server does not know this request method.";
    case status::service_unavailable: return "The server is too busy just now; please try again in a moment.";
    case status::version_not_supported: return "The server speaks HTTP/1.0 and HTTP/1.1.";
    default: return "Something went wrong on the server.";
  }
}

}  // namespace

std::string error_page(status what) {
  const std::string title = std::to_string(http::code(what)) + " " + std::string(http::reason(what));
  std::string page = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n";
  page +=
      "<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";
  page += "<title>" + title + "</title>\n<h1>" + title + "</h1>\n<p>";
  page.append(explanation(what)).append("</p>\n</html>\n");
  return page;
}

}  // namespace synfin::server::site
