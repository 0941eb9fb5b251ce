#include "client/load/asking/text_template.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "config/number.hpp"

namespace synfin::load {
namespace {

constexpr std::uint64_t widest = 20;      // digits of 64 bits
constexpr std::size_t longest_hole = 64;  // of what is looked at behind a brace

/// A version 4 UUID: random but for its version and variant.
void append_uuid(std::string& out, drawn_values& values) {
  const std::uint64_t high = (values.bits() & ~std::uint64_t{0xf000}) | 0x4000U;
  const std::uint64_t low = (values.bits() >> 2U) | (std::uint64_t{1} << 63U);
  fmt::format_to(std::back_inserter(out), "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xffffU,
                 high & 0xffffU, low >> 48U, low & 0xffffffffffffU);
}

}  // namespace

text_template::hole text_template::hole_of(std::string_view inside) {
  if (inside == "counter") return {kind::counter};
  if (inside == "random") return {kind::random};
  if (inside == "uuid") return {kind::uuid};
  const auto colon = inside.find(':');
  if (colon == std::string_view::npos) return {};
  const auto name = inside.substr(0, colon);
  auto rest = inside.substr(colon + 1);
  const auto first = config::take_number(rest);
  if (!first) return {};
  if (name == "counter" && rest.empty() && *first >= 1 && *first <= widest) {
    return {kind::counter, static_cast<unsigned>(*first)};
  }
  if (name != "random" || !rest.starts_with('-')) return {};
  const auto last = config::parse_number(rest.substr(1));
  if (!last || *last < *first) return {};
  return {kind::range, 0, *first, *last};
}

/// The hole that begins with the brace there, if one does.
text_template::hole text_template::hole_at(std::string_view text, std::size_t brace) {
  const auto behind = text.substr(brace + 1, longest_hole);
  const auto end = behind.find('}');
  return end == std::string_view::npos ? hole{} : hole_of(behind.substr(0, end));
}

text_template text_template::parse(std::string_view text) {
  text_template made;
  std::string before;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool doubled = text.substr(at).starts_with("{{");
    const hole found = text[at] == '{' ? hole_at(text, doubled ? at + 1 : at) : hole{};
    if (found.what != kind::nothing) made.varies_ = true;
    if (found.what == kind::nothing || doubled) {
      before += text[at];
      if (doubled) ++at;
      continue;
    }
    made.pieces_.push_back({std::exchange(before, {}), found});
    at = text.find('}', at);
  }
  made.rest_ = std::move(before);
  if (!made.varies_) made.rest_ = text;
  return made;
}

void text_template::append_to(std::string& out, drawn_values& values) const {
  for (const piece& each : pieces_) {
    out.append(each.before);
    fill(out, each.filled, values);
  }
  out.append(rest_);
}

void text_template::fill(std::string& out, const hole& what, drawn_values& values) {
  const auto end = std::back_inserter(out);
  switch (what.what) {
    case kind::counter: fmt::format_to(end, "{:0{}}", values.counter(), what.width); return;
    case kind::random: fmt::format_to(end, "{:016x}", values.bits()); return;
    case kind::range: fmt::format_to(end, "{}", values.between(what.least, what.most)); return;
    case kind::uuid: append_uuid(out, values); return;
    case kind::nothing: return;
  }
}

}  // namespace synfin::load
