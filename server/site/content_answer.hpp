#pragma once

#include "server/site/inquiry.hpp"
#include "server/site/resource.hpp"
#include "server/site/response.hpp"
#include "server/site/rules/cache_table.hpp"

namespace synfin::server::site {

/// The answer to a request for what `found` is: by what the peer takes, what it has, and which part it wants. 200, 206,
/// 304, 406, 412 or 416.
response answer_with(const inquiry& asked, const resource& found, rules::answer_kind kind);

}  // namespace synfin::server::site
