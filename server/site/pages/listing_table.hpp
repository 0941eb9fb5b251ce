#pragma once

#include <string>

#include "server/site/pages/listing.hpp"

namespace synfin::server::site {

/// The HTML page of a folder; its entries are shown as they are ordered already, by `order`.
std::string listing_table(const listed_folder& folder, const listing_order& order);

}  // namespace synfin::server::site
