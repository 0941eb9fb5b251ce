#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/site/pages/listed_entry.hpp"
#include "server/site/pages/listing_order.hpp"
#include "server/site/pages/page_form.hpp"

namespace synfin::server::site {

/// A folder and what is in it.
struct listed_folder {
  std::string path;  ///< below the root, decoded, with the slash at its end (`docs/api/`); empty for the root itself
  std::vector<listed_entry> entries;  ///< in any order
  bool truncated = false;             ///< there are more entries than these
};

/// The page that lists `folder` in that order.
///
/// HTML: a table whose columns sort by plain links, relative ones all through, so that it may stand behind a prefix.
/// JSON: an array of `{"name", "type": "file" | "directory", "size", "modified", "url"}`, where size is a file's alone
/// and url is a path from the site's root on. Text: a name a line, folders with a slash. That it is truncated is said
/// in HTML and text; the array has no place for it.
std::string listing_page(listed_folder folder, const listing_order& order, page_form form);

/// Its Content-Type.
std::string_view listing_type(page_form form) noexcept;

}  // namespace synfin::server::site
