#include "server/http1/connection_field.hpp"

namespace synfin::server::http1 {

bool wants_keep_alive(const http::request_head& request) noexcept {
  if (http::lists_token(request.fields, "Connection", "close")) return false;
  return request.version_minor >= 1 || http::lists_token(request.fields, "Connection", "keep-alive");
}

}  // namespace synfin::server::http1
