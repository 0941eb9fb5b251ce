#pragma once

#include <expected>
#include <string>
#include <vector>

#include "common/http/status.hpp"
#include "server/site/files/root_folder.hpp"
#include "server/site/pages/listing.hpp"

namespace synfin::server::site {

/// A listing has up to this many entries: reading a folder must not take a loop's time.
inline constexpr std::size_t most_listed = 2000;

/// What is in the folder `relative` (with its slash; empty: the root), in no order: files and folders that a request
/// would find, hidden ones left out. The error is the status to answer with.
std::expected<listed_folder, http::status> read_folder(const root_folder& root, const std::string& relative);

/// The names in it, without looking at what they are; some of them if there are very many, none if it cannot be read.
std::vector<std::string> names_in(const root_folder& root, const std::string& relative);

}  // namespace synfin::server::site
