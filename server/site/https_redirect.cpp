#include "server/site/https_redirect.hpp"

#include <string>
#include <string_view>

#include "common/http/fields.hpp"
#include "common/http/host.hpp"
#include "server/site/target.hpp"

namespace synfin::server::site {

using http::status;

namespace {

constexpr std::uint16_t usual_port = 443;

/// `[::1]:80` → `[::1]`.
std::string_view without_port(std::string_view host) noexcept {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.find(']', colon) != std::string_view::npos) return host;
  return host.substr(0, colon);
}

/// The target without its scheme and authority.
std::string_view resource(std::string_view target) noexcept {
  const std::string_view authority = target_authority(target);
  if (authority.empty()) return target;
  return target.substr(static_cast<std::size_t>(authority.data() - target.data()) + authority.size());
}

}  // namespace

response redirect_to_https(const http::request_head& request, std::uint16_t port) {
  std::string scratch;
  if (const auto path = parse_target(request.target, scratch); !path) return house_answer(path.error());
  std::string_view host = target_authority(request.target);
  if (host.empty()) host = http::find(request.fields, "Host").value_or(std::string_view{});
  // HTTP/1.0 may do without a Host, and then there is nowhere to send anybody.
  if (!http::valid_host(host)) return house_answer(status::bad_request);
  std::string location = "https://" + std::string(without_port(host));
  if (port != usual_port) location += ":" + std::to_string(port);
  const std::string_view rest = resource(request.target);
  if (!rest.starts_with('/')) location += '/';
  response answer = house_answer(status::moved_permanently);
  answer.fields.push_back({"Location", location + std::string(rest)});
  return answer;
}

}  // namespace synfin::server::site
