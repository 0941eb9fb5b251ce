#include "client/report/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "common/utf8.hpp"

namespace synfin::load {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 30> ascii_for{{
    {"·", "-"}, {"µ", "u"}, {"…", ".."}, {"≤", "<"}, {"→", ">"}, {"─", "-"}, {"│", "|"}, {"▶", ">"},
    {"◀", "<"}, {"█", "#"}, {"▉", "#"},  {"▊", "#"}, {"▋", "#"}, {"▌", "="}, {"▍", "="}, {"▎", "-"},
    {"▏", "-"}, {"✓", "+"}, {"✗", "x"},  {"▁", "_"}, {"▂", "."}, {"▃", ":"}, {"▄", "-"}, {"▅", "="},
    {"▆", "+"}, {"§", "s"}, {"±", "~"},  {"▇", "*"}, {"┬", "."}, {"┴", "'"},
}};

/// Three significant digits, no more than the number has.
std::string three_digits(double value, std::string_view unit) {
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, decimals, unit);
}

}  // namespace

std::string thousands(double number) {
  const auto tenths = static_cast<std::uint64_t>(std::llround(std::max(number, 0.0) * 10));
  return fmt::format("{}.{}", thousands(tenths / 10), tenths % 10);
}

std::string latency_text(double microseconds) {
  constexpr double thousand = 1e3;
  if (microseconds < thousand - 0.5) return fmt::format("{:.0f} µs", microseconds);
  if (microseconds < thousand * thousand - 500) return three_digits(microseconds / thousand, "ms");
  return three_digits(microseconds / thousand / thousand, "s");
}

std::string bytes_text(double bytes) {
  constexpr std::array<std::string_view, 4> units{"KiB", "MiB", "GiB", "TiB"};
  constexpr double step = 1024;
  if (bytes < step) return fmt::format("{:.0f} B", bytes);
  std::size_t unit = 0;
  for (bytes /= step; bytes >= step && unit + 1 < units.size(); bytes /= step) ++unit;
  return fmt::format("{:.1f} {}", bytes, units[unit]);
}

std::string rate_text(double per_second) {
  const bool whole = per_second == std::floor(per_second);
  if (whole && per_second < 1e15) return thousands(static_cast<std::uint64_t>(std::max(per_second, 0.0))) + "/s";
  return per_second < 100 ? fmt::format("{:.3g}/s", per_second) : thousands(per_second) + "/s";
}

std::string spoken(failure why) {
  std::string words{name(why)};
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", thousands(number), noun, number == 1 ? "" : "s");
}

std::size_t columns(std::string_view text) noexcept { return utf8::columns(text); }

std::string right(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(width > used ? width - used : 0, ' ').append(text);
}

std::string left(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(text).append(width > used ? width - used : 0, ' ');
}

std::string wrapped(std::string_view label, std::size_t indent, const std::vector<std::string>& parts,
                    std::string_view joint, std::size_t width) {
  std::string out;
  std::string line = left(label, indent);
  bool fresh = true;
  for (const std::string& part : parts) {
    if (!fresh && columns(line) + columns(joint) + columns(part) > width) {
      out += line + "\n";
      line = std::string(indent, ' ');
      fresh = true;
    }
    if (!fresh) line += joint;
    line += part;
    fresh = false;
  }
  return out + line + "\n";
}

std::string to_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto* const known =
        std::ranges::find_if(ascii_for, [&](const auto& pair) { return text.starts_with(pair.first); });
    if (known != ascii_for.end()) {
      out += known->second;
      text.remove_prefix(known->first.size());
      continue;
    }
    if (!utf8::continues(text.front())) out += static_cast<unsigned char>(text.front()) < 0x80 ? text.front() : '?';
    text.remove_prefix(1);
  }
  return out;
}

}  // namespace synfin::load
