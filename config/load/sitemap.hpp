#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::config {

/// A sitemap (sitemaps.org), or an index of several.
struct sitemap {
  bool index = false;                  ///< are the locations sitemaps themselves?
  std::vector<std::string> locations;  ///< as written, without white space at their ends
};

/// No sitemap may hold more (the protocol's own limits are 50,000 locations and 50 MB).
inline constexpr std::size_t most_locations = 1'000'000;
inline constexpr std::size_t longest_sitemap = std::size_t{64} * 1024 * 1024;

/// Reads the XML of a sitemap, plain or packed by gzip. A document type declaration is refused: it serves nothing but
/// tricks with entities. The error says where and what is wrong.
std::expected<sitemap, std::string> parse_sitemap(std::string_view bytes);

}  // namespace synfin::config
