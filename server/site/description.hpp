#pragma once

#include <string_view>

#include "server/site/field_line.hpp"
#include "server/site/host_table.hpp"
#include "server/site/resource.hpp"
#include "server/site/rules/cache_table.hpp"

namespace synfin::server::site {

/// What an answer is, for the fields that describe it.
struct described {
  const host& of;
  rules::subject what;  ///< the path that was asked for, and the file's
  rules::answer_kind kind = rules::answer_kind::file;
  bool guarded = false;  ///< behind a password
};

/// The fields of an answer with all of `form` (which is one of `from`), as far as they do not depend on who asks:
/// Content-Type, Content-Encoding, Last-Modified, ETag, Accept-Ranges, Cache-Control, Vary, and what rules say.
field_lines describe(const described& answer, const resource& from, const representation& form);

/// The same for a page that the server makes itself; `etag` may be empty.
field_lines describe_page(const described& answer, std::string_view content_type, std::string_view etag);

}  // namespace synfin::server::site
