#include "config/link_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "config/number.hpp"

namespace synfin::config {
namespace {

struct multiple {
  std::string_view suffix;
  std::uint64_t bits;
};

constexpr std::array multiples{multiple{"kbit", 1'000}, multiple{"Mbit", 1'000'000}, multiple{"Gbit", 1'000'000'000}};

/// Digits and one point alone: from_chars() would take a sign, `inf` and exponents too.
std::optional<double> plain_number(std::string_view text) {
  double number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool plain = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
  if (!plain || error != std::errc{} || stopped != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> share_in(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  const auto percent = plain_number(text.substr(0, text.size() - 1));
  if (!percent || *percent > 100) return std::nullopt;
  return *percent / 100;
}

std::optional<numbered_segment> numbered_in(std::string_view text) {
  const bool to_client = text.starts_with("s2c:");
  if (!to_client && !text.starts_with("c2s:")) return std::nullopt;
  const auto number = parse_number(text.substr(4));
  if (!number || *number == 0) return std::nullopt;
  return numbered_segment{to_client ? bound_for::client : bound_for::server, *number};
}

}  // namespace

std::expected<picked_segments, std::string> parse_picked(std::string_view text) {
  picked_segments found;
  bool shared = false;
  for (;;) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view each = text.substr(0, end);
    const auto share = share_in(each);
    const auto numbered = numbered_in(each);
    if ((!share && !numbered) || (share && shared)) {
      return std::unexpected<std::string>(
          "neither a share (2%) nor segments by direction and number (s2c:3,c2s:1: the third to the client, the first "
          "to the server)");
    }
    if (share) found.share = *share;
    if (numbered) found.numbered.push_back(*numbered);
    shared = shared || share;
    if (end == text.size()) return found;
    text.remove_prefix(end + 1);
  }
}

std::string format_picked(const picked_segments& picked) {
  std::string text;
  if (picked.share > 0) text = fmt::format("{:.6g}%", picked.share * 100);
  for (const numbered_segment& each : picked.numbered) {
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", each.to == bound_for::client ? "s2c" : "c2s", each.number);
  }
  return text.empty() ? "none" : text;
}

std::expected<std::uint64_t, std::string> parse_bit_rate(std::string_view text) {
  constexpr double least = 1e3;
  constexpr double most = 100e9;
  for (const auto& [suffix, bits] : multiples) {
    if (!text.ends_with(suffix)) continue;
    const auto number = plain_number(text.substr(0, text.size() - suffix.size()));
    const double rate = number.value_or(0) * static_cast<double>(bits);
    if (number && rate >= least && rate <= most) return static_cast<std::uint64_t>(std::llround(rate));
  }
  return std::unexpected<std::string>("not bits a second from 1kbit to 100Gbit (like 500kbit, 10Mbit)");
}

std::string format_bit_rate(std::uint64_t rate) {
  const auto* fits = &multiples.front();
  for (const auto& each : multiples) {
    if (rate >= each.bits) fits = &each;
  }
  return fmt::format("{}{}", static_cast<double>(rate) / static_cast<double>(fits->bits), fits->suffix);
}

}  // namespace synfin::config
