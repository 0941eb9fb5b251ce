#include "server/site/pages/listing_order.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <utility>

namespace synfin::server::site {
namespace {

constexpr std::array key_names{
    std::pair{sort_key::name, std::string_view{"name"}},
    std::pair{sort_key::size, std::string_view{"size"}},
    std::pair{sort_key::modified, std::string_view{"modified"}},
};

void read_parameter(std::string_view name, std::string_view value, listing_order& order) noexcept {
  if (name == "order" && (value == "asc" || value == "desc")) order.descending = value == "desc";
  if (name != "sort") return;
  for (const auto& [key, text] : key_names) {
    if (value == text) order.by = key;
  }
}

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::strong_ordering by_name(std::string_view one, std::string_view other) noexcept {
  const auto folded = std::lexicographical_compare_three_way(
      one.begin(), one.end(), other.begin(), other.end(),
      [](char a, char b) { return static_cast<unsigned char>(lower(a)) <=> static_cast<unsigned char>(lower(b)); });
  return folded != 0 ? folded : one <=> other;
}

std::strong_ordering by_key(const listed_entry& one, const listed_entry& other, sort_key key) noexcept {
  switch (key) {
    case sort_key::size: return one.folder ? std::strong_ordering::equal : one.size <=> other.size;
    case sort_key::modified:
      return one.modified.time_since_epoch().count() <=> other.modified.time_since_epoch().count();
    case sort_key::name: break;
  }
  return by_name(one.name, other.name);
}

}  // namespace

listing_order parse_order(std::string_view query) noexcept {
  listing_order order;
  if (query.starts_with('?')) query.remove_prefix(1);
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    const std::string_view name = parameter.substr(0, parameter.find('='));
    read_parameter(name, parameter.substr(std::min(parameter.size(), name.size() + 1)), order);
  }
  return order;
}

std::string query_of(const listing_order& order) {
  const auto* const key = std::ranges::find(key_names, order.by, [](const auto& each) { return each.first; });
  std::string query = "?sort=";
  query.append(key->second).append(order.descending ? "&order=desc" : "&order=asc");
  return query;
}

void sort_entries(std::vector<listed_entry>& entries, const listing_order& order) {
  std::ranges::sort(entries, [&](const listed_entry& one, const listed_entry& other) {
    if (one.folder != other.folder) return one.folder;
    const auto found = by_key(one, other, order.by);
    if (found != 0) return order.descending ? found > 0 : found < 0;
    return by_name(one.name, other.name) < 0;
  });
}

}  // namespace synfin::server::site
