#include "client/load/checking/answer_check.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/http/fields.hpp"
#include "config/number.hpp"
#include "config/quoted.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t longest_quoted = 100;

std::string quoted_start(std::string_view text) {
  const auto start = config::in_quotes(text.substr(0, longest_quoted));
  return text.size() > longest_quoted ? start + "…" : start;
}

}  // namespace

answer_check::answer_check(const expected_answer& what) : what_(&what), fields_(what.settings().headers.size()) {
  if (what.sha256()) sum_.emplace();
}

void answer_check::expect(std::uint32_t number, bool head) noexcept {
  wanted_ = &what_->of(number);
  head_ = head;
  begin();
}

void answer_check::begin() noexcept {
  for (seen_field& each : fields_) {
    each.right = false;
    each.other.clear();
  }
  coding_.clear();
  declared_.reset();
  differs_at_.reset();
  bytes_ = 0;
  status_ = 0;
  if (sum_) sum_->restart();
}

void answer_check::field(std::string_view name, std::string_view value) noexcept {
  if (http::equal_ignoring_case(name, "content-length")) declared_ = config::parse_number(value);
  if (http::equal_ignoring_case(name, "content-encoding") && value != "identity") {
    coding_.assign(value.substr(0, longest_quoted));
  }
  const auto& expected = what_->settings().headers;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!http::equal_ignoring_case(name, expected[i].first)) continue;
    if (expected[i].second.empty() || value == expected[i].second) {
      fields_[i].right = true;
    } else {
      fields_[i].other.assign(value.substr(0, longest_quoted + 1));
    }
  }
}

void answer_check::head_complete(unsigned status) noexcept { status_ = status; }

void answer_check::body(std::string_view bytes) noexcept {
  if (sum_) sum_->add(bytes);
  if (const auto& file = wanted_->file; file && !differs_at_) {
    const auto rest = file->substr(static_cast<std::size_t>(std::min<std::uint64_t>(bytes_, file->size())));
    if (!rest.starts_with(bytes)) {
      const auto [came, wanted] = std::ranges::mismatch(bytes, rest);
      differs_at_ = bytes_ + static_cast<std::uint64_t>(came - bytes.begin());
    }
  }
  bytes_ += bytes.size();
}

/// Of the body, as far as the answer says anything of it.
std::optional<std::uint64_t> answer_check::length() const noexcept {
  return bodiless() ? declared_ : std::optional<std::uint64_t>(bytes_);
}

answer_check::wrong answer_check::first_fault() {
  if (!what_->takes(status_)) return wrong::status;
  if (!std::ranges::all_of(fields_, &seen_field::right)) return wrong::field;
  const auto wanted = what_->settings().length;
  if (wanted && length().value_or(*wanted) != *wanted) return wrong::length;
  if (what_->has_root()) {
    if (const wrong found = fault_of_file(); found != wrong::nothing) return found;
  }
  return fault_of_sum();
}

answer_check::wrong answer_check::fault_of_file() const {
  const auto& file = wanted_->file;
  const bool fine = status_ / 100 == 2;
  if (!file) return fine ? wrong::unexpected : wrong::nothing;
  if (!fine && status_ != 304) return wrong::missing;
  if (!coding_.empty()) return wrong::coding;
  if (differs_at_) return differs_at_ == file->size() ? wrong::end : wrong::difference;
  return length().value_or(file->size()) == file->size() ? wrong::nothing : wrong::end;
}

answer_check::wrong answer_check::fault_of_sum() {
  if (!sum_ || bodiless()) return wrong::nothing;
  came_ = sum_->value();
  return came_ == what_->sha256() ? wrong::nothing : wrong::sum;
}

std::string answer_check::fault() const { return fmt::format("{}: {}", wanted_->request, words_for(found_)); }

std::string answer_check::words_for(wrong what) const {
  const auto& settings = what_->settings();
  switch (what) {
    case wrong::status: return fmt::format("status {}, expected {}", status_, fmt::join(settings.statuses, " or "));
    case wrong::field: return words_for_field();
    case wrong::length:
      return fmt::format("a body of {} bytes, expected {}", length().value_or(0), settings.length.value_or(0));
    case wrong::coding:
      return fmt::format("the body is coded ({}), and cannot be compared with {}: ask without Accept-Encoding",
                         config::in_quotes(coding_), wanted_->path);
    case wrong::missing: return fmt::format("status {}, expected {}", status_, wanted_->path);
    case wrong::unexpected: return fmt::format("status {}, but {} has no such file", status_, settings.root);
    case wrong::difference:
      return fmt::format("the body differs from {} at offset {}", wanted_->path, differs_at_.value_or(0));
    case wrong::end:
      return fmt::format("a body of {} bytes, expected the {} of {}", length().value_or(0),
                         wanted_->file.value_or("").size(), wanted_->path);
    case wrong::sum: return fmt::format("a body of SHA-256 {}, expected {}", checking::text_of(came_), settings.sha256);
    case wrong::nothing: break;
  }
  return {};
}

/// The first field that is missing, or has another value.
std::string answer_check::words_for_field() const {
  const auto found = std::ranges::find(fields_, false, &seen_field::right);
  const auto& [name, value] = what_->settings().headers[static_cast<std::size_t>(found - fields_.begin())];
  if (value.empty()) return fmt::format("no field {}", name);
  if (found->other.empty()) return fmt::format("no field {}, expected {}", name, config::in_quotes(value));
  return fmt::format("field {} is {}, expected {}", name, quoted_start(found->other), config::in_quotes(value));
}

}  // namespace synfin::load
