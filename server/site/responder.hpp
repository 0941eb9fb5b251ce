#pragma once

#include "common/http/request_head.hpp"
#include "server/site/inquiry.hpp"
#include "server/site/library.hpp"
#include "server/site/response.hpp"

namespace synfin::server::site {

/// The one public door: a complete request head and the sites give the answer. GET and HEAD get the same one; that a
/// HEAD's body is not sent is the session's part. An answer that `awaits` something is none yet: ask again then.
response respond(const http::request_head& request, library& sites, const circumstances& around);

}  // namespace synfin::server::site
