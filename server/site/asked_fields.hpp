#pragma once

#include <span>
#include <string_view>

#include "common/http/fields.hpp"

namespace synfin::server::site {

/// What of a request's fields a site has to look at closely, found in one pass: most requests have little of it.
struct asked_fields {
  std::string_view host;
  std::string_view authorization;
  std::string_view origin;
  std::string_view range;      ///< empty also where several lines make it malformed
  bool has_coding = false;     ///< Accept-Encoding
  bool has_condition = false;  ///< If-Match, If-None-Match, If-Modified-Since or If-Unmodified-Since
};

asked_fields look_through(std::span<const http::field> fields) noexcept;

}  // namespace synfin::server::site
