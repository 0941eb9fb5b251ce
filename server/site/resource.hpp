#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/status.hpp"
#include "config/site_settings.hpp"
#include "server/site/background.hpp"
#include "server/site/files/representation.hpp"
#include "server/site/files/root_folder.hpp"
#include "server/site/pages/listing.hpp"

namespace synfin::server::site {

class inflating;

/// Something that was looked at on the disk.
struct witness {
  std::string path;                ///< below the root
  std::optional<found_file> seen;  ///< nullopt: nothing was there
};

/// A listing as a page, for whoever asks for the same one next.
struct listing_page_made {
  listing_order order;
  page_form form;
  std::string page;
  std::string etag;
};

/// What a path of a site leads to, found out once; it never changes.
struct resource {
  std::string file;  ///< whose bytes answer, below the root, from a slash on; of a listing, the folder
  std::string_view content_type;
  std::vector<representation_ptr> forms;         ///< the codings there are, identity first where there is one
  bool varies = false;                           ///< which of them is sent depends on Accept-Encoding
  std::shared_ptr<const listed_folder> listing;  ///< of a folder without an index: then there are no forms
  mutable std::vector<listing_page_made> pages;  ///< what was made of it last; used by the library's thread alone
  const config::auth_rule* guard = nullptr;      ///< who may see it; lives as long as its site

  std::shared_ptr<const errand>
      awaits;  ///< more is being found out: what this is should be looked up anew when it is over
  std::shared_ptr<const inflating> inflates;  ///< the identity form is being made
  std::vector<witness> witnesses;             ///< while all of them are as they were, this is what the path leads to
  bool lasting = true;                        ///< else even that is not certain: what was seen had changed just before
};

inline constexpr std::size_t most_pages = 2;

using resource_ptr = std::shared_ptr<const resource>;

/// What a path leads to where there is nothing to serve.
struct dead_end {
  http::status status = http::status::not_found;
  std::string moved_to;  ///< with 301: the path that should have been asked for, decoded, from its slash on
};

}  // namespace synfin::server::site
