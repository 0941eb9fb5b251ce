#pragma once

#include "server/connection_facts.hpp"
#include "server/session_services.hpp"
#include "server/site/https_redirect.hpp"
#include "server/site/responder.hpp"

namespace synfin::server {

/// What a session answers to a complete request head, whatever its protocol version: the site's answer, or the way to
/// HTTPS where plain connections get nothing else.
inline site::response reply(const http::request_head& request, session_services& services,
                            const connection_facts& facts) {
  const bool reads = request.method == http::method::get || request.method == http::method::head;
  if (services.https_port != 0 && !facts.secure && reads) return site::redirect_to_https(request, services.https_port);
  return site::respond(request, services.sites, {.now = services.now, .secure = facts.secure});
}

}  // namespace synfin::server
