#include "server/http1/head_check.hpp"

#include "common/http/host.hpp"
#include "server/site/target.hpp"

namespace synfin::server::http1 {

using http::status;

namespace {

bool host_is_right(const http::request_head& request) noexcept {
  const auto host = http::find(request.fields, "Host");
  if (!host) return request.version_minor == 0;
  return http::count(request.fields, "Host") == 1 && http::valid_host(*host);
}

/// The targets of CONNECT and OPTIONS may have other forms; their refusal is the responder's.
bool target_is_right(const http::request_head& request) noexcept {
  const bool servable = request.method == http::method::get || request.method == http::method::head;
  return !servable || request.target.starts_with('/') || http::valid_host(site::target_authority(request.target));
}

}  // namespace

std::optional<status> refusal(const http::request_head& request) noexcept {
  if (!host_is_right(request) || !target_is_right(request)) return status::bad_request;
  if (request.version_minor == 0 && http::find(request.fields, "Transfer-Encoding")) return status::bad_request;
  const auto expected = http::find(request.fields, "Expect");
  if (expected && !http::equal_ignoring_case(*expected, "100-continue")) return status::expectation_failed;
  return std::nullopt;
}

bool expects_continue(const http::request_head& request) noexcept {
  return request.version_minor > 0 && http::find(request.fields, "Expect").has_value();
}

}  // namespace synfin::server::http1
