#include "server/site/response.hpp"

#include "server/site/pages/error_page.hpp"

namespace synfin::server::site {
namespace {

/// `wanted` of what the representation holds.
body_piece piece_of(const file_bytes& from, const byte_range& wanted) noexcept {
  if (!from.in_memory()) return {{}, from.opened->raw(), wanted.first, wanted.length};
  const std::string_view all = *from.content;
  return {.bytes = all.substr(static_cast<std::size_t>(wanted.first), static_cast<std::size_t>(wanted.length))};
}

body_piece rest_of(std::string_view text, std::uint64_t offset) noexcept {
  return {.bytes = text.substr(static_cast<std::size_t>(offset))};
}

body_piece piece_of_parts(const response& answer, std::uint64_t offset) noexcept {
  for (const auto& [head, bytes] : answer.parts->parts) {
    if (offset < head.size()) return rest_of(head, offset);
    offset -= head.size();
    if (offset < bytes.length) return piece_of(answer.file->bytes, {bytes.first + offset, bytes.length - offset});
    offset -= bytes.length;
  }
  return rest_of(answer.parts->end, offset);
}

}  // namespace

response house_answer(http::status what) {
  response answer;
  answer.status = what;
  answer.fields = {{"Content-Type", std::string(error_page_type())}, {"X-Content-Type-Options", "nosniff"}};
  answer.page = error_page(what);
  return answer;
}

bool unchanged(const response& answer) noexcept {
  if (!answer.file || answer.file->bytes.in_memory()) return true;
  const auto now = version_of(answer.file->bytes.opened->raw());
  const file_version& then = answer.file->bytes.version;
  // The change time does not count: it moves too when another file takes this one's name, and what was begun may well
  // be finished then. Nor does growth: so do logs, and what was promised of them stays.
  return now && (now->size > then.size || (now->size == then.size && now->modified_ns == then.modified_ns));
}

body_piece piece_at(const response& answer, std::uint64_t offset) noexcept {
  if (offset >= answer.body_length()) return {};
  if (answer.parts) return piece_of_parts(answer, offset);
  if (!answer.file) return rest_of(answer.page, offset);
  return piece_of(answer.file->bytes, {answer.bytes.first + offset, answer.bytes.length - offset});
}

}  // namespace synfin::server::site
