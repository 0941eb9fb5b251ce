#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/site/pages/listed_entry.hpp"

namespace synfin::server::site {

enum class sort_key : std::uint8_t { name, size, modified };

/// How the entries of a listing follow each other. Folders always come before files.
struct listing_order {
  sort_key by = sort_key::name;
  bool descending = false;

  bool operator==(const listing_order&) const = default;
};

/// Reads `sort=name|size|modified` and `order=asc|desc` from a target's query, with or without its question mark. What
/// is unknown is ignored; of what is said twice the last counts.
listing_order parse_order(std::string_view query) noexcept;

/// The query that asks for this order: `?sort=size&order=desc`.
std::string query_of(const listing_order& order);

/// Puts entries into that order; equals are told apart by their names, without regard to case and then with it.
void sort_entries(std::vector<listed_entry>& entries, const listing_order& order);

}  // namespace synfin::server::site
