#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/status.hpp"
#include "server/site/range.hpp"
#include "server/site/stored_file.hpp"

namespace synfin::server::site {

/// One field of an answer; the value is the answer's own.
struct response_field {
  std::string_view name;
  std::string value;
};

/// An answer, whatever protocol version carries it. Date, Server, Content-Length and the connection's own fields are
/// added by the session that sends it.
struct response {
  http::status status = http::status::ok;

  /// The answer is all of `file` with the fields that `describe(*file)` gives, and `fields` is empty: a session may
  /// send a head that it has made before.
  bool whole_file = false;

  std::vector<response_field> fields;
  file_ptr file;     ///< where the body comes from; null if it is `page`
  byte_range bytes;  ///< the part of `file` that is the body
  std::string page;

  /// Bytes of the body, as a GET would get them.
  std::uint64_t body_length() const noexcept { return file ? bytes.length : page.size(); }
};

/// The fields of a whole file: Content-Type, Last-Modified, ETag, Accept-Ranges, X-Content-Type-Options.
std::vector<response_field> describe(const stored_file& file);

/// An answer with a small page that explains `status`.
response explain(http::status status);

}  // namespace synfin::server::site
