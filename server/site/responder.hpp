#pragma once

#include "common/clock.hpp"
#include "common/http/request_head.hpp"
#include "server/site/file_store.hpp"
#include "server/site/response.hpp"

namespace synfin::server::site {

/// The one public door: a complete request head and the files give the answer. GET and HEAD get the same one; that a
/// HEAD's body is not sent is the session's part.
response respond(const http::request_head& request, file_store& files, const moment& now);

}  // namespace synfin::server::site
