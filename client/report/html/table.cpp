#include "client/report/html/table.hpp"

#include "client/report/foreign_text.hpp"

namespace synfin::load::html {
namespace {

std::string cells(const std::vector<std::string>& texts, std::string_view first, std::string_view others) {
  std::string out = "<tr>";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string_view kind = i == 0 ? first : others;
    out.append("<").append(kind).append(">").append(to_html(texts[i]));
    out.append("</").append(kind.substr(0, 2)).append(">");
  }
  return out + "</tr>\n";
}

}  // namespace

std::string table(std::string_view heading, const std::vector<std::string>& head,
                  const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return {};
  std::string out =
      "<section class=\"figures\"><h3>" + to_html(heading) + "</h3>\n<div class=\"scroll\" tabindex=\"0\"><table>\n";
  if (!head.empty()) out += "<thead>" + cells(head, "th scope=\"col\"", "th scope=\"col\"") + "</thead>\n";
  out += "<tbody>\n";
  for (const auto& each : rows) out += cells(each, "th scope=\"row\"", "td");
  return out + "</tbody></table></div></section>\n";
}

}  // namespace synfin::load::html
