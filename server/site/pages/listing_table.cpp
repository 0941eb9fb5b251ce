#include "server/site/pages/listing_table.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "common/thousands.hpp"
#include "server/site/pages/columns.hpp"
#include "server/site/pages/escape.hpp"
#include "server/site/pages/page_frame.hpp"
#include "server/site/percent.hpp"

namespace synfin::server::site {
namespace {

// The icons are drawn with clip-path: pictures would have to come from somewhere.
constexpr std::string_view style =
    R"(h1{margin:0;font-size:clamp(1.2rem,4.5vw,1.6rem);line-height:1.3;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h1 a{text-decoration:none}
h1 a:first-child{margin-right:.25em}
h1 a:hover{text-decoration:underline}
h1 i{font-style:normal;font-weight:400;color:var(--faint);margin:0 .15em}
p{margin:.25rem 0 1.5rem;color:var(--faint);font-size:.9rem}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th{position:sticky;top:0;padding:0;background:var(--page);box-shadow:inset 0 -1px var(--line);text-align:left;font-size:.8rem;font-weight:600}
th a{display:block;padding:.6rem .75rem;color:var(--faint);text-decoration:none;white-space:nowrap}
th a:hover,th[aria-sort] a{color:var(--ink)}
th[aria-sort=ascending] a::after{content:" \2191"}
th[aria-sort=descending] a::after{content:" \2193"}
th+th{text-align:right}
tbody tr{border-bottom:1px solid var(--line)}
tbody tr:hover{background:var(--touch)}
td{padding:0}
td+td{padding:.55rem .75rem;text-align:right;vertical-align:top;white-space:nowrap;color:var(--faint);font-size:.9rem;line-height:1.5rem}
td>a{position:relative;display:block;padding:.55rem .75rem .55rem 2.6rem;text-decoration:none;overflow-wrap:anywhere}
td>a:hover bdi{text-decoration:underline}
td>a::before{content:"";position:absolute;left:.85rem;top:.8rem;width:1rem;height:1rem;background:var(--faint);opacity:.55;clip-path:polygon(14% 2%,62% 2%,62% 28%,88% 28%,88% 98%,14% 98%)}
td>.folder::before{background:var(--link);opacity:.85;clip-path:polygon(0 12%,38% 12%,48% 26%,100% 26%,100% 90%,0 90%)}
td>.up::before{background:var(--faint);clip-path:polygon(50% 8%,94% 54%,64% 54%,64% 94%,36% 94%,36% 54%,6% 54%)}
.none{padding:2rem .75rem;text-align:center;color:var(--faint)}
@media(max-width:36rem){th a,td+td{padding-left:.4rem;padding-right:.4rem}td>a{padding-left:2rem}td>a::before{left:.4rem}td+td{font-size:.8rem}time span,th span{display:none}}
)";

/// What follows a folder's link, so that a chosen order goes along.
std::string kept_query(const listing_order& order) {
  return order == listing_order{} ? std::string{} : query_of(order);
}

void put_link(std::string& page, std::string_view address, std::string_view attributes, std::string_view text) {
  page.append("<a").append(attributes).append(" href=\"");
  put_html(page, address);
  page += "\"><bdi>";
  put_html(page, text);
  page += "</bdi></a>";
}

/// `Index of / docs / api /`, where what is above can be clicked.
std::string heading(std::string_view path) {
  std::string page = "<h1>Index of ";
  auto above = std::ranges::count(path, '/');
  const auto climb = [&above] {
    std::string address;
    for (auto left = above; left > 0; --left) address += "../";
    return address;
  };
  if (above == 0) return page + "/</h1>\n";
  put_link(page, climb(), " aria-label=\"the root\"", "/");
  while (--above > 0) {
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size() + 1);
    put_link(page, climb(), "", segment);
    page += "<i>/</i>";
  }
  page += "<bdi>";
  put_html(page, path.substr(0, path.find('/')));
  return page + "</bdi><i>/</i></h1>\n";
}

std::string counted(std::size_t count, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", thousands(count), count == 1 ? one : several);
}

std::string summary(const listed_folder& folder) {
  const auto folders = static_cast<std::size_t>(std::ranges::count_if(folder.entries, &listed_entry::folder));
  const std::size_t files = folder.entries.size() - folders;
  return fmt::format("<p>{}, {}{}</p>\n", counted(folders, "folder", "folders"), counted(files, "file", "files"),
                     folder.truncated ? ", and more that are not shown here" : "");
}

/// A column's head. What it is sorted by already is turned round by a click. `text` is HTML.
void put_head(std::string& page, const listing_order& order, sort_key key, std::string_view text) {
  const bool chosen = order.by == key;
  const std::string address = query_of({key, chosen && !order.descending});
  page += "<th scope=\"col\"";
  if (chosen) page += order.descending ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"";
  page += "><a href=\"";
  put_html(page, address);
  page.append("\">").append(text).append("</a></th>\n");
}

/// The date, and the time of day where there is room for it.
void put_time(std::string& page, wall_seconds time) {
  const std::string text = time_text(time);
  const std::string_view parts(text);
  const std::size_t day = parts.find('T');
  page += fmt::format("<td><time datetime=\"{}\">{}<span> {}</span></time></td>", text, parts.substr(0, day),
                      parts.substr(day + 1, 5));
}

void put_row(std::string& page, const listed_entry& entry, const std::string& query) {
  // The dot keeps a colon in the name from ending a scheme (RFC 3986 §4.2).
  std::string address = "./" + percent_encoded_segment(entry.name);
  if (entry.folder) address += "/" + query;
  page += "<tr><td>";
  put_link(page, address, entry.folder ? " class=\"folder\"" : "", entry.folder ? entry.name + "/" : entry.name);
  page += "</td>";
  if (entry.folder) {
    page += "<td></td>";
  } else {
    page += fmt::format("<td title=\"{} bytes\">{}</td>", thousands(entry.size), size_text(entry.size));
  }
  put_time(page, entry.modified);
  page += "</tr>\n";
}

}  // namespace

std::string listing_table(const listed_folder& folder, const listing_order& order) {
  const std::string query = kept_query(order);
  std::string body = heading(folder.path) + summary(folder);
  body += "<table>\n<thead>\n<tr>\n";
  put_head(body, order, sort_key::name, "Name");
  put_head(body, order, sort_key::size, "Size");
  put_head(body, order, sort_key::modified, "Modified<span> (UTC)</span>");
  body += "</tr>\n</thead>\n<tbody>\n";
  if (!folder.path.empty()) {
    body += "<tr><td>";
    put_link(body, "../" + query, " class=\"up\"", "Parent folder");
    body += "</td><td></td><td></td></tr>\n";
  }
  for (const listed_entry& each : folder.entries) put_row(body, each, query);
  if (folder.entries.empty()) body += "<tr><td class=\"none\" colspan=\"3\">This folder is empty.</td></tr>\n";
  body += "</tbody>\n</table>\n";
  return framed_page("Index of /" + folder.path, style, body);
}

}  // namespace synfin::server::site
