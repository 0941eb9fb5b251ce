#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/site/pages/error_page.hpp"
#include "server/site/pages/listing.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::server::site;

namespace {

/// A folder with an entry for each line of `text`, of which the first is its path.
listed_folder folder_of(std::string_view text) {
  listed_folder folder;
  bool first = true;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (first) folder.path = line.empty() ? "" : std::string(line) + "/";
    const auto seed = static_cast<std::int64_t>(line.size());
    if (!first) {
      folder.entries.push_back({std::string(line), line.starts_with('d'), line.size() << (line.size() % 60),
                                synfin::wall_seconds{std::chrono::seconds{(seed - 20) << 40U}}});
    }
    first = false;
  }
  folder.truncated = text.size() % 2 == 1;
  return folder;
}

/// The same folder with names that mean nothing: its page has the markup alone.
listed_folder harmless(listed_folder folder) {
  std::ranges::replace_if(folder.path, [](char c) { return c != '/'; }, 'x');
  for (listed_entry& each : folder.entries) each.name = "x";
  return folder;
}

void require_same_markup(std::string_view page, std::string_view plain) {
  for (const char mark : {'<', '>', '"', '\''}) {
    require(std::ranges::count(page, mark) == std::ranges::count(plain, mark));
  }
}

void require_strings_closed(std::string_view json) {
  bool quoted = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (quoted && json[at] == '\\') {
      ++at;
    } else if (json[at] == '"') {
      quoted = !quoted;
    } else {
      require(!quoted || static_cast<unsigned char>(json[at]) >= ' ');
    }
  }
  require(!quoted && json.ends_with("]\n"));
}

}  // namespace

/// Names add no markup to a page, whatever is in them, and end no string of an array.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const listing_order order = parse_order(text.substr(0, text.find('\n')));
  require(parse_order(query_of(order)) == order);

  const listed_folder folder = folder_of(text);
  require_same_markup(listing_page(folder, order, page_form::html),
                      listing_page(harmless(folder), order, page_form::html));
  require_strings_closed(listing_page(folder, order, page_form::json));
  const std::string lines = listing_page(folder, order, page_form::text);
  require(static_cast<std::size_t>(std::ranges::count(lines, '\n')) >= folder.entries.size());

  using synfin::http::status;
  const std::string location = "/" + std::string(text);
  require_same_markup(error_page(status::found, page_form::html, location),
                      error_page(status::found, page_form::html, "/x"));
  return 0;
}
