#include "server/site/negotiation.hpp"

#include <algorithm>
#include <string_view>

namespace synfin::server::site {
namespace {

constexpr std::uint16_t full = 1000;
constexpr std::size_t longest_weight = 7;  // q=0.123

constexpr bool starts_weight(std::string_view parameter) noexcept {
  return parameter.starts_with("q=") || parameter.starts_with("Q=");
}

/// `q=0.5` in thousandths (RFC 9110 §12.4.2); nullopt if it is anything else.
std::optional<std::uint16_t> parse_weight(std::string_view text) noexcept {
  if (!starts_weight(text) || text.size() < 3 || text.size() > longest_weight) return std::nullopt;
  text.remove_prefix(2);
  if (text[0] != '0' && text[0] != '1') return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  unsigned value = text[0] == '1' ? full : 0;
  unsigned place = full / 10;
  for (const char c : text.substr(std::min<std::size_t>(text.size(), 2))) {
    if (c < '0' || c > '9') return std::nullopt;
    value += static_cast<unsigned>(c - '0') * place;
    place /= 10;
  }
  if (value > full) return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

/// What a member of Accept-Encoding can be about, by its index: the codings in their order, then `*`.
constexpr std::size_t any_coding = coding_count;

/// By length first: this runs for every request.
std::optional<std::size_t> coding_index(std::string_view name) noexcept {
  const auto named = [name](std::string_view text, coding which) {
    return name == text || http::equal_ignoring_case(name, text) ? std::optional(static_cast<std::size_t>(which))
                                                                 : std::nullopt;
  };
  switch (name.size()) {
    case 1: return name == "*" ? std::optional(any_coding) : std::nullopt;
    case 2: return named("br", coding::brotli);
    case 4: return name.back() == 'd' || name.back() == 'D' ? named("zstd", coding::zstd) : named("gzip", coding::gzip);
    case 6: return named("x-gzip", coding::gzip);  // the same by its older name (RFC 9110 §8.4.1.3)
    case 8: return named("identity", coding::identity);
    default: return std::nullopt;
  }
}

/// The weights that were said, by coding_index.
using said_weights = std::array<std::optional<std::uint16_t>, coding_count + 1>;

/// What nearly all browsers say, word for word: not worth taking apart for every request.
constexpr std::string_view usual = "gzip, deflate, br, zstd";

void read_codings(std::string_view list, said_weights& said) noexcept {
  if (list == usual) {
    for (const coding each : {coding::gzip, coding::brotli, coding::zstd}) said[static_cast<std::size_t>(each)] = full;
    return;
  }
  while (!list.empty()) {
    const std::string_view member = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), member.size() + 1));
    const std::string_view name = member.substr(0, member.find(';'));
    const auto index = coding_index(http::trim(name));
    if (!index) continue;
    const auto weight = name.size() == member.size() ? full : parse_weight(http::trim(member.substr(name.size() + 1)));
    if (weight) said[*index] = weight;
  }
}

accepted_codings settled(const said_weights& said) noexcept {
  accepted_codings found;
  for (std::size_t each = 0; each < coding_count; ++each) {
    found.weights[each] = said[each].value_or(said[any_coding].value_or(0));
  }
  found.identity_last = !said[static_cast<std::size_t>(coding::identity)] && !said[any_coding];
  if (found.identity_last) found.weights[static_cast<std::size_t>(coding::identity)] = 1;
  return found;
}

/// Orders codings; an identity that was not named comes last of all that is taken.
unsigned rank(const accepted_codings& wanted, coding which) noexcept {
  const unsigned twice = 2U * wanted.weight(which);
  return which == coding::identity && wanted.identity_last ? 1 : twice;
}

/// How well a media range fits a form.
enum class precision : std::uint8_t { none, anything, type, named };

struct media_range {
  std::string_view text;
  page_form form;
  precision fits;
};

constexpr std::array media_ranges{
    media_range{"text/html", page_form::html, precision::named},
    media_range{"application/xhtml+xml", page_form::html, precision::named},
    media_range{"text/*", page_form::html, precision::type},
    media_range{"*/*", page_form::html, precision::anything},
    media_range{"application/json", page_form::json, precision::named},
    media_range{"application/problem+json", page_form::json, precision::named},
    media_range{"application/*", page_form::json, precision::type},
    media_range{"*/*", page_form::json, precision::anything},
    media_range{"text/plain", page_form::text, precision::named},
    media_range{"text/*", page_form::text, precision::type},
    media_range{"*/*", page_form::text, precision::anything},
};

constexpr std::array all_forms{page_form::html, page_form::json, page_form::text};

/// What was said of one form. The range that fits best counts, whatever a wider one says.
struct opinion {
  precision fits = precision::none;
  std::uint16_t weight = 0;

  void hear(precision how, std::uint16_t said) noexcept {
    if (how > fits || (how == fits && said > weight)) *this = {how, said};
  }
};

struct opinions {
  std::array<opinion, all_forms.size()> of{};
  bool any = false;  ///< Accept said something

  const opinion& on(page_form form) const noexcept { return of[static_cast<std::size_t>(form)]; }
};

/// The weight among a media range's parameters, which may hold quoted semicolons.
std::optional<std::uint16_t> weight_among(std::string_view parameters) noexcept {
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t at = 0; at <= parameters.size(); ++at) {
    const char c = at < parameters.size() ? parameters[at] : ';';
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\') ++at;
    if (c != ';' || (quoted && at < parameters.size())) continue;
    const std::string_view each = http::trim(parameters.substr(start, at - start));
    if (starts_weight(each)) return parse_weight(each);
    start = at + 1;
  }
  return full;
}

void hear_member(std::string_view member, opinions& all) noexcept {
  const std::string_view range = member.substr(0, member.find(';'));
  const auto weight = weight_among(member.substr(std::min(member.size(), range.size() + 1)));
  if (!weight) return;
  for (const auto& [text, form, fits] : media_ranges) {
    if (http::equal_ignoring_case(http::trim(range), text)) {
      all.of[static_cast<std::size_t>(form)].hear(fits, *weight);
    }
  }
}

opinions read_accept(std::span<const http::field> fields) noexcept {
  opinions all;
  for (const http::field& line : fields) {
    if (!http::equal_ignoring_case(line.name, "Accept")) continue;
    std::string_view rest = line.value;
    while (const auto member = http::next_member(rest)) {
      all.any = true;
      hear_member(*member, all);
    }
  }
  return all;
}

/// What browsers load pages into; `empty` is a script's fetch() and what a service worker asks for.
constexpr std::array<std::string_view, 6> page_destinations{"document", "iframe", "frame", "embed", "object", "empty"};

}  // namespace

accepted_codings accepted(std::span<const http::field> fields) noexcept {
  said_weights said;
  bool there = false;
  for (const http::field& line : fields) {
    if (!http::equal_ignoring_case(line.name, "Accept-Encoding")) continue;
    there = true;
    read_codings(line.value, said);
  }
  if (there) return settled(said);
  return {.weights = {full, 1, 1, 1}, .identity_last = false};
}

std::optional<coding> choose(const accepted_codings& wanted, std::span<const coded_size> available) noexcept {
  const coded_size* best = nullptr;
  for (const coded_size& each : available) {
    if (wanted.weight(each.which) == 0) continue;
    const unsigned mine = rank(wanted, each.which);
    const unsigned others = best ? rank(wanted, best->which) : 0;
    if (mine > others || (mine == others && each.bytes < best->bytes)) best = &each;
  }
  return best ? std::optional(best->which) : std::nullopt;
}

page_form form_wanted(std::span<const http::field> fields) noexcept {
  const opinions all = read_accept(fields);
  const auto key = [&](page_form form) {
    const opinion& mine = all.on(form);
    return std::pair(mine.weight, mine.fits == precision::named);
  };
  page_form best = page_form::html;
  for (const page_form each : all_forms) {
    if (all.on(each).weight > 0 && key(each) > key(best)) best = each;
  }
  return best;
}

bool wants_html(std::span<const http::field> fields) noexcept {
  const auto destination = http::find(fields, "Sec-Fetch-Dest");
  if (destination && std::ranges::find(page_destinations, *destination) == page_destinations.end()) return false;
  const opinions all = read_accept(fields);
  return !all.any || all.on(page_form::html).weight > 0;
}

}  // namespace synfin::server::site
