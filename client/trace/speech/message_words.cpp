#include "client/trace/speech/message_words.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"
#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

using listed = std::vector<const message*>;

// What is said of a TLS record before what is inside; the second where there is no room for the first.
constexpr std::string_view wide = "application data: ";
constexpr std::string_view narrow = "TLS: ";

/// A TLS record that says no more than what it holds.
bool is_envelope(const message& each) noexcept { return each.protocol == "tls" && each.tells == weight::bulk; }

/// The most telling first, and what would be said twice in a row once.
listed in_order(const std::vector<message>& messages) {
  const bool opened = std::ranges::any_of(messages, &message::sealed);
  listed all;
  for (const weight wanted : {weight::news, weight::usual, weight::chore, weight::bulk}) {
    for (const message& each : messages) {
      if (each.tells == wanted && (!opened || !is_envelope(each))) all.push_back(&each);
    }
  }
  const auto same = [](const message* one, const message* other) {
    return one->words == other->words && one->protocol == other->protocol && one->protocol == "tls";
  };
  const auto rest = std::ranges::unique(all, same);
  all.erase(rest.begin(), rest.end());
  return all;
}

/// `envelope` is said before the first of those that were inside a TLS record.
std::string named(const listed& all, std::size_t count, std::string_view envelope) {
  std::string text;
  bool inside = false;
  for (std::size_t i = 0; i < count; ++i) {
    const bool enters = all[i]->sealed && !inside;
    inside = all[i]->sealed;
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", enters ? envelope : "", all[i]->words);
  }
  return text;
}

/// Those from the `first` on: `2 DATA, 1 WINDOW_UPDATE`.
std::string counted(const listed& all, std::size_t first) {
  std::vector<std::pair<std::string, std::size_t>> kinds;
  for (std::size_t i = first; i < all.size(); ++i) {
    const auto known = std::ranges::find(kinds, all[i]->name, [](const auto& kind) { return kind.first; });
    if (known == kinds.end()) {
      kinds.emplace_back(all[i]->name, 1);
    } else {
      ++known->second;
    }
  }
  std::string text;
  for (const auto& [name, count] : kinds) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name);
  return text;
}

std::string first_of(const listed& all, std::size_t columns) {
  constexpr std::size_t least = 12;
  const std::string rest = all.size() == 1 ? "" : fmt::format(", {} more", all.size() - 1);
  const std::size_t room = std::max(least, columns > rest.size() ? columns - rest.size() : 0);
  return load::clipped(named(all, 1, narrow), room) + rest;
}

/// As many by name as fit, and the rest by number.
std::string fitted(const listed& all, std::size_t columns) {
  constexpr std::size_t most = 8;
  const auto fits = [columns](const std::string& text) { return load::columns(text) <= columns; };
  if (all.size() <= most) {
    for (const std::string_view envelope : {wide, narrow}) {
      if (std::string text = named(all, all.size(), envelope); fits(text)) return text;
    }
  }
  for (std::size_t count = std::min(most, all.size() - 1); count > 0; --count) {
    const std::string text = named(all, count, narrow);
    for (const std::string& rest : {counted(all, count), fmt::format("{} more", all.size() - count)}) {
      if (std::string both = fmt::format("{}, {}", text, rest); fits(both)) return both;
    }
  }
  return first_of(all, columns);
}

}  // namespace

std::string message_words(const std::vector<message>& messages, std::uint64_t size, std::size_t columns) {
  const std::string bytes = fmt::format("  {} B", thousands(size));
  return fitted(in_order(messages), columns > bytes.size() ? columns - bytes.size() : 0) + bytes;
}

}  // namespace synfin::trace
