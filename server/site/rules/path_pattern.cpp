#include "server/site/rules/path_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/quoted.hpp"
#include "server/site/rules/path_text.hpp"

namespace synfin::server::site::rules {
namespace {

std::string_view last_segment(std::string_view path) noexcept { return path.substr(path.rfind('/') + 1); }

/// Is `path` the folder, or in it?
bool within(std::string_view folder, std::string_view path) noexcept {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::optional<std::string> pattern_problem(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > path_pattern::longest) return fmt::format("is longer than {} bytes", path_pattern::longest);
  if (text.contains("***")) return "has more than two * in a row";
  if (!text.contains('/')) return path_problem(fmt::format("/{}", text));
  if (text.starts_with('/')) return path_problem(text);
  return fmt::format("has a slash in it, so it must start with one: {}", config::in_quotes(fmt::format("/{}", text)));
}

}  // namespace

std::expected<path_pattern, std::string> path_pattern::parse(std::string_view text) {
  if (auto wrong = pattern_problem(text)) return std::unexpected(*std::move(wrong));
  path_pattern pattern;
  pattern.text_ = text;
  pattern.last_segment_ = !text.contains('/');
  if (pattern.last_segment_) {
    pattern.add_bytes(text);
  } else {
    for (std::size_t at = 1; at <= text.size();) {
      const std::string_view segment = text.substr(at, text.find('/', at) - at);
      pattern.add_segment(segment);
      at += segment.size() + 1;
    }
  }
  pattern.classify();
  return pattern;
}

void path_pattern::add_segment(std::string_view segment) {
  if (segment == "**") {
    tokens_.insert(tokens_.end(), {{step::maybe, '\0'}, {step::byte, '/'}, {step::any, '\0'}});
    return;
  }
  tokens_.push_back({step::byte, '/'});
  add_bytes(segment);
}

void path_pattern::add_bytes(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '*') {
      tokens_.push_back({step::byte, text[at]});
    } else if (text.substr(at, 2) == "**") {
      tokens_.push_back({step::any, '\0'});
      ++at;
    } else {
      tokens_.push_back({step::star, '\0'});
    }
  }
}

void path_pattern::classify() {
  const auto is_byte = [](const token& each) { return each.what == step::byte; };
  const auto wild = std::ranges::find_if_not(tokens_, is_byte);
  const bool ends_plain = wild != tokens_.end() && std::all_of(wild + 1, tokens_.end(), is_byte);
  for (auto each = tokens_.begin(); each != wild; ++each) literal_ += each->byte;
  tokens_.erase(tokens_.begin(), wild);
  if (tokens_.empty()) {
    form_ = form::literal;
  } else if (tokens_.front().what == step::maybe && tokens_.size() == 3) {
    form_ = literal_.empty() ? form::everything : form::folder;
  } else if (last_segment_ && literal_.empty() && ends_plain) {
    for (const token& each : std::span(tokens_).subspan(1)) literal_ += each.byte;
    form_ = literal_.empty() ? form::everything : form::ending;
  } else {
    form_ = form::search;
  }
}

bool path_pattern::matches(std::string_view path) const noexcept {
  if (!path.starts_with('/')) return false;
  if (last_segment_) path = last_segment(path);
  switch (form_) {
    case form::everything: return true;
    case form::literal: return path == literal_;
    case form::folder: return within(literal_, path);
    case form::ending: return path.ends_with(literal_);
    case form::search: return path.starts_with(literal_) && search(path.substr(literal_.size()));
  }
  return false;
}

/// All places in the pattern that the bytes so far may have led to are followed at once: no path takes longer than its
/// length times the pattern's.
bool path_pattern::search(std::string_view rest) const noexcept {
  std::array<bool, longest + 1> places{};
  const std::size_t end = tokens_.size();
  places[0] = true;
  skip_what_may_be_nothing(places);
  for (const char c : rest) {
    if (places[end - 1] && tokens_.back().what == step::any) return true;
    if (!advance(places, c)) return false;
  }
  return places[end];
}

bool path_pattern::advance(std::span<bool> places, char c) const noexcept {
  bool alive = false;
  for (std::size_t at = tokens_.size() + 1; at-- > 0;) {
    const bool stays = at < tokens_.size() && places[at] &&
                       (tokens_[at].what == step::any || (tokens_[at].what == step::star && c != '/'));
    const bool arrives = at > 0 && places[at - 1] && tokens_[at - 1].what == step::byte && tokens_[at - 1].byte == c;
    places[at] = stays || arrives;
    alive = alive || places[at];
  }
  if (alive) skip_what_may_be_nothing(places);
  return alive;
}

void path_pattern::skip_what_may_be_nothing(std::span<bool> places) const noexcept {
  for (std::size_t at = 0; at < tokens_.size(); ++at) {
    if (!places[at] || tokens_[at].what == step::byte) continue;
    places[at + 1] = true;
    if (tokens_[at].what == step::maybe) places[at + 3] = true;
  }
}

bool path_pattern::covers(const path_pattern& inner) const noexcept {
  if (form_ == form::everything || text_ == inner.text_) return true;
  if (inner.last_segment_) {
    const bool ending_known = inner.form_ == form::ending || inner.form_ == form::literal;
    return last_segment_ && form_ == form::ending && ending_known && inner.literal_.ends_with(literal_);
  }
  if (inner.form_ == form::literal) return matches(inner.literal_);
  if (form_ != form::folder) return false;
  // What an inner search goes on with may be no slash: `/a*` is not in `/a/**`.
  return within(literal_, inner.literal_) && (inner.form_ == form::folder || inner.literal_.size() > literal_.size());
}

}  // namespace synfin::server::site::rules
