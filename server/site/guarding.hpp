#pragma once

#include <string>
#include <string_view>

#include "config/site_settings.hpp"
#include "server/site/host_table.hpp"
#include "server/site/resource.hpp"

namespace synfin::server::site {

/// Who may see what stands at `path`, if anybody needs a password for it. A rule for one of a file's names is one for
/// all of them, or it would be of no use: `/docs/` is `/docs/index.html` too, and with its codings
/// `/docs/index.html.gz`; with clean URLs `/about` is `/about.html`. Null: it is open to all. Lives as long as the
/// host.
const config::auth_rule* guard_of(const host& of, std::string_view path);

/// The same for an answer to a request for `asked`.
const config::auth_rule* guard_of(const host& of, std::string_view asked, const resource& found);

}  // namespace synfin::server::site
