#include "common/histogram.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>

#include <zlib.h>

namespace synfin {
namespace {

// The encoding is described by HdrHistogram's AbstractHistogram.encodeIntoCompressedByteBuffer: big-endian words,
// counts as ZigZag LEB128 of at most nine bytes, a run of n zeros as -n, the whole deflated behind a cookie and its
// length.
constexpr std::uint32_t payload_cookie = 0x1c849313;
constexpr std::uint32_t compressed_cookie = 0x1c849314;
constexpr std::uint32_t significant_digits = 3;
constexpr std::size_t payload_head = 40;
constexpr std::size_t compressed_head = 8;
constexpr std::size_t longest_count = 9;
constexpr std::size_t most_payload = 256 * 1024;  // more than the head and the longest count for every bucket

template <typename Word>
void append_word(std::string& out, Word value) {
  for (int shift = (sizeof value - 1) * 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>((value >> shift) & 0xff));
}

template <typename Word>
Word word_at(std::string_view bytes, std::size_t at) noexcept {
  Word value = 0;
  for (const char byte : bytes.substr(at, sizeof(Word))) value = (value << 8) | static_cast<unsigned char>(byte);
  return value;
}

void append_count(std::string& out, std::int64_t count) {
  auto rest = (static_cast<std::uint64_t>(count) << 1) ^ static_cast<std::uint64_t>(count >> 63);
  for (std::size_t written = 1; written < longest_count && rest > 0x7f; ++written, rest >>= 7) {
    out.push_back(static_cast<char>((rest & 0x7f) | 0x80));
  }
  out.push_back(static_cast<char>(rest));
}

/// Takes one count off the front; nullopt if it is cut short.
std::optional<std::int64_t> take_count(std::string_view& bytes) noexcept {
  std::uint64_t value = 0;
  for (std::size_t read = 0; read < std::min(bytes.size(), longest_count); ++read) {
    const std::uint64_t byte = static_cast<unsigned char>(bytes[read]);
    const bool last = read + 1 == longest_count || byte < 0x80;
    value |= (read + 1 == longest_count ? byte : byte & 0x7f) << (7 * read);
    if (!last) continue;
    bytes.remove_prefix(read + 1);
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
  }
  return std::nullopt;
}

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = (bits << 8) | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      text.push_back(i <= group.size() ? base64_digits[(bits >> (18 - 6 * i)) & 63] : '=');
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const auto digit = base64_digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<char>((bits >> held) & 0xff));
  }
  return bytes;
}

const Bytef* zlib_bytes(std::string_view bytes) noexcept { return reinterpret_cast<const Bytef*>(bytes.data()); }
Bytef* zlib_bytes(std::string& bytes) noexcept { return reinterpret_cast<Bytef*>(bytes.data()); }

std::string deflated(std::string_view bytes) {
  uLongf length = compressBound(bytes.size());
  std::string out(length, '\0');
  compress(zlib_bytes(out), &length, zlib_bytes(bytes), bytes.size());  // cannot fail: the bound is kept
  out.resize(length);
  return out;
}

std::optional<std::string> inflated(std::string_view bytes, std::size_t most) {
  uLongf length = most;
  std::string out(length, '\0');
  if (uncompress(zlib_bytes(out), &length, zlib_bytes(bytes), bytes.size()) != Z_OK) return std::nullopt;
  out.resize(length);
  return out;
}

/// The uncompressed payload, its head included, whose cookies and lengths have been checked.
std::expected<std::string, std::string> unwrapped(std::string_view text) {
  const auto whole = from_base64(text);
  if (!whole) return std::unexpected("not base64");
  if (whole->size() < compressed_head || word_at<std::uint32_t>(*whole, 0) != compressed_cookie) {
    return std::unexpected("not an HdrHistogram V2 compressed payload");
  }
  const std::string_view body = std::string_view(*whole).substr(compressed_head);
  if (word_at<std::uint32_t>(*whole, 4) != body.size()) return std::unexpected("its length is not the one it declares");
  auto payload = inflated(body, most_payload);
  if (!payload) return std::unexpected("its compressed part is damaged");
  // The length inside is not asked for: the C library once counted the head into it.
  if (payload->size() < payload_head || word_at<std::uint32_t>(*payload, 0) != payload_cookie) {
    return std::unexpected("its inner head is damaged");
  }
  return *std::move(payload);
}

}  // namespace

/// For the bucket at `index`, and for all of its doubling.
void histogram::make_room(std::size_t index) { counts_.resize(std::max<std::size_t>(2, index / half + 1) * half); }

void histogram::count_at(std::size_t index, std::uint64_t times) {
  if (index >= counts_.size()) make_room(index);
  counts_[index] += times;
  total_ += times;
}

void histogram::add(const histogram& other) noexcept {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  total_ += other.total_;
}

std::size_t histogram::used() const noexcept {
  std::size_t end = counts_.size();
  while (end > 0 && counts_[end - 1] == 0) --end;
  return end;
}

std::uint64_t histogram::count_at_most(std::uint64_t value) const noexcept {
  const auto counted = std::span(counts_).first(std::min(index_of(std::min(value, highest)) + 1, counts_.size()));
  return std::accumulate(counted.begin(), counted.end(), std::uint64_t{0});
}

std::uint64_t histogram::min() const noexcept {
  const auto first = std::ranges::find_if(counts_, [](std::uint64_t count) { return count != 0; });
  return first == counts_.end() ? 0 : lowest_of(static_cast<std::size_t>(first - counts_.begin()));
}

std::uint64_t histogram::max() const noexcept {
  const std::size_t end = used();
  return end == 0 ? 0 : highest_of(end - 1);
}

double histogram::mean() const noexcept {
  if (empty()) return 0;
  double sum = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) sum += static_cast<double>(counts_[i]) * middle_of(i);
  return sum / static_cast<double>(total_);
}

double histogram::stdev() const noexcept {
  if (empty()) return 0;
  const double centre = mean();
  double sum = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i)
    sum += static_cast<double>(counts_[i]) * std::pow(middle_of(i) - centre, 2);
  return std::sqrt(sum / static_cast<double>(total_));
}

std::uint64_t histogram::percentile(double percent) const noexcept {
  if (empty()) return 0;
  // One step down first, so that 99.9 % of 1 000 does not round up to the 1 000th.
  const double share = std::clamp(std::nextafter(percent, 0.0), 0.0, 100.0) / 100;
  const auto wanted =
      std::max(std::uint64_t{1}, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= wanted) return highest_of(i);
  }
  return max();
}

std::string histogram::encode_v2() const {
  std::string counts;
  const std::size_t end = used();
  for (std::size_t i = 0; i < end;) {
    if (counts_[i] != 0) {
      append_count(counts, static_cast<std::int64_t>(counts_[i++]));
      continue;
    }
    const std::size_t first = i;
    while (counts_[i] == 0) ++i;
    append_count(counts, -static_cast<std::int64_t>(i - first));
  }
  std::string payload;
  append_word(payload, payload_cookie);
  append_word(payload, static_cast<std::uint32_t>(counts.size()));
  append_word(payload, std::uint32_t{0});  // no normalizing offset
  append_word(payload, significant_digits);
  append_word(payload, std::uint64_t{1});  // the lowest value told from 0
  append_word(payload, highest);
  append_word(payload, std::bit_cast<std::uint64_t>(1.0));  // unit of the values
  const std::string body = deflated(payload + counts);
  std::string whole;
  append_word(whole, compressed_cookie);
  append_word(whole, static_cast<std::uint32_t>(body.size()));
  return to_base64(whole + body);
}

std::expected<histogram, std::string> histogram::decode_v2(std::string_view text) {
  const auto payload = unwrapped(text);
  if (!payload) return std::unexpected(payload.error());
  if (word_at<std::uint32_t>(*payload, 8) != 0 || word_at<std::uint32_t>(*payload, 12) != significant_digits ||
      word_at<std::uint64_t>(*payload, 16) != 1 || word_at<std::uint64_t>(*payload, 24) != highest) {
    return std::unexpected("its range or precision is not 1 to 3600000000 at three digits");
  }
  histogram made;
  std::size_t index = 0;
  for (std::string_view counts = std::string_view(*payload).substr(payload_head); !counts.empty();) {
    const auto count = take_count(counts);
    if (!count) return std::unexpected("a count is cut short");
    const auto steps = *count < 0 ? ~static_cast<std::uint64_t>(*count) + 1 : 1;
    if (steps > size - index) return std::unexpected("more counts than buckets");
    if (*count > 0) made.count_at(index, static_cast<std::uint64_t>(*count));
    index += static_cast<std::size_t>(steps);
  }
  return made;
}

}  // namespace synfin
