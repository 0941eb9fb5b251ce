#include "server/site/pages/listing.hpp"

#include <fmt/format.h>

#include "server/site/pages/columns.hpp"
#include "server/site/pages/escape.hpp"
#include "server/site/pages/listing_table.hpp"
#include "server/site/percent.hpp"

namespace synfin::server::site {
namespace {

void put_object(std::string& page, const listed_entry& entry, const std::string& folder_url) {
  page += "{\"name\":";
  put_json(page, entry.name);
  page += entry.folder ? R"(,"type":"directory")" : fmt::format(R"(,"type":"file","size":{})", entry.size);
  page += fmt::format(R"(,"modified":"{}","url":)", time_text(entry.modified));
  put_json(page, folder_url + percent_encoded_segment(entry.name) + (entry.folder ? "/" : ""));
  page += "}";
}

std::string array(const listed_folder& folder) {
  const std::string folder_url = "/" + percent_encoded(folder.path);
  std::string page = "[";
  for (const listed_entry& each : folder.entries) {
    page += page.size() == 1 ? "\n" : ",\n";
    put_object(page, each, folder_url);
  }
  return page + "\n]\n";
}

std::string lines(const listed_folder& folder) {
  std::string page;
  for (const listed_entry& each : folder.entries) {
    put_text(page, each.name);
    page += each.folder ? "/\n" : "\n";
  }
  return folder.truncated ? page + "… and more\n" : page;
}

}  // namespace

std::string listing_page(listed_folder folder, const listing_order& order, page_form form) {
  sort_entries(folder.entries, order);
  switch (form) {
    case page_form::json: return array(folder);
    case page_form::text: return lines(folder);
    case page_form::html: break;
  }
  return listing_table(folder, order);
}

std::string_view listing_type(page_form form) noexcept {
  switch (form) {
    case page_form::json: return "application/json";
    case page_form::text: return "text/plain; charset=utf-8";
    case page_form::html: break;
  }
  return "text/html; charset=utf-8";
}

}  // namespace synfin::server::site
