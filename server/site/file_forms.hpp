#pragma once

#include <expected>
#include <string>

#include "common/http/status.hpp"
#include "server/site/resolver.hpp"

namespace synfin::server::site {

/// Finds the file at `relative` in all codings: as it is, beside it (FILE.gz, FILE.br, FILE.zst, unless they are older
/// or no smaller), compressed once in the background, or inflated where only a compressed form is there. What was
/// looked at is noted in `into`, whether or not there is a file. The error is the status to answer with: 404 if there
/// is none, 301 for a folder.
std::expected<void, http::status> find_forms(const resolving& by, const std::string& relative, resource& into);

/// `path` and what stands there now, noted for the library.
std::optional<found_file> look_and_note(const resolving& by, const std::string& path, resource& into);

}  // namespace synfin::server::site
