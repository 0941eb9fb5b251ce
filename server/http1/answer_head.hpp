#pragma once

#include <cstdint>
#include <string>

#include "common/http/date.hpp"
#include "server/site/response.hpp"

namespace synfin::server::http1 {

/// What the head says of the connection after this answer.
enum class connection_fate : std::uint8_t {
  stays,          ///< HTTP/1.1's default: no field
  stays_by_name,  ///< `Connection: keep-alive`, for a peer of HTTP/1.0
  closes          ///< `Connection: close`
};

/// Appends the whole head of `answer`, the empty line included. A whole file's head is made once and kept beside the
/// file; only the date changes in it.
void append_head(std::string& out, const site::response& answer, const http::date_text& date, connection_fate fate);

}  // namespace synfin::server::http1
