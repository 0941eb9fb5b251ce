#include "client/trace/figures/tls_records.hpp"

#include <algorithm>
#include <cstddef>

namespace synfin::trace {
namespace {

constexpr std::size_t head_size = 5;

std::uint8_t byte_at(std::string_view text, std::size_t at) noexcept { return static_cast<std::uint8_t>(text[at]); }

bool begins_record(std::string_view text) noexcept {
  return text.size() >= head_size && byte_at(text, 0) >= 20 && byte_at(text, 0) <= 23 && byte_at(text, 1) == 3;
}

}  // namespace

std::vector<tls_record> tls_records::hear(std::string_view payload, std::uint64_t size) {
  std::vector<tls_record> found;
  std::uint64_t at = std::min(left_, size);
  left_ -= at;
  while (at < payload.size() && begins_record(payload.substr(at))) {
    const std::string_view record = payload.substr(at);
    const std::uint8_t message = record.size() > head_size ? byte_at(record, head_size) : std::uint8_t{0};
    found.push_back({static_cast<record_type>(byte_at(record, 0)), message});
    const std::uint64_t length = head_size + (std::uint64_t{byte_at(record, 3)} << 8) + byte_at(record, 4);
    const std::uint64_t here = std::min(length, size - at);
    left_ = length - here;
    at += here;
  }
  return found;
}

}  // namespace synfin::trace
