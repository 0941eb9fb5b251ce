#include "common/http1/body_skipper.hpp"

#include <algorithm>

namespace synfin::http1 {
namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

}  // namespace

void body_skipper::expect_length(std::uint64_t bytes) noexcept {
  left_ = bytes;
  place_ = bytes == 0 ? place::end : place::whole;
}

void body_skipper::expect_chunks() noexcept {
  left_ = 0;
  place_ = place::size_start;
}

std::optional<std::uint64_t> body_skipper::length() const noexcept {
  if (place_ == place::end || place_ == place::whole) return left_;
  return std::nullopt;
}

body_skipper::progress body_skipper::skip(std::string_view bytes) noexcept {
  std::size_t used = 0;
  while (used < bytes.size() && !done() && place_ != place::malformed) used += step(bytes.substr(used));
  return {used, done(), place_ == place::malformed};
}

std::size_t body_skipper::step(std::string_view bytes) noexcept {
  if (place_ == place::whole || place_ == place::chunk) return skip_data(bytes);
  if (place_ == place::trailers) return skip_trailers(bytes);
  place_ = behind(bytes.front());
  return 1;
}

std::size_t body_skipper::skip_data(std::string_view bytes) noexcept {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  left_ -= count;
  if (left_ == 0) place_ = place_ == place::whole ? place::end : place::chunk_cr;
  return count;
}

std::size_t body_skipper::skip_trailers(std::string_view bytes) noexcept {
  const auto [outcome, consumed] = lines_.scan(bytes);
  if (outcome == head_scanner::verdict::complete)
    place_ = place::end;
  else if (outcome != head_scanner::verdict::more)
    place_ = place::malformed;
  return consumed;
}

/// Where the line ends, digits and extensions of a chunk lead.
body_skipper::place body_skipper::behind(char c) noexcept {
  switch (place_) {
    case place::size_start:
    case place::size: return in_size(c);
    case place::extension:
      if (c == '\r') return place::size_lf;
      return is_control(c) ? place::malformed : place::extension;
    case place::size_lf:
      if (c != '\n') return place::malformed;
      return left_ == 0 ? begin_trailers() : place::chunk;
    case place::chunk_cr: return c == '\r' ? place::chunk_lf : place::malformed;
    case place::chunk_lf: return c == '\n' ? place::size_start : place::malformed;
    default: return place::malformed;
  }
}

body_skipper::place body_skipper::in_size(char c) noexcept {
  constexpr std::uint64_t most_before_a_digit = ~std::uint64_t{0} >> 4U;
  const int digit = hex_digit(c);
  if (digit >= 0) {
    if (left_ > most_before_a_digit) return place::malformed;
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    return place::size;
  }
  if (place_ == place::size_start) return place::malformed;
  if (c == ';') return place::extension;
  return c == '\r' ? place::size_lf : place::malformed;
}

body_skipper::place body_skipper::begin_trailers() noexcept {
  lines_.restart_in_fields();
  return place::trailers;
}

}  // namespace synfin::http1
