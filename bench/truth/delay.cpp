#include "bench/truth/delay.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

namespace synfin::bench {
namespace {

constexpr double longest_s = 3600;
constexpr int digits = std::numeric_limits<double>::digits;

/// The number at the start of `text` and what follows it; nullopt if there is none that is at least 0.
std::optional<std::pair<double, std::string_view>> leading_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{} || !(value >= 0)) return std::nullopt;
  return std::pair{value, text.substr(static_cast<std::size_t>(end - text.data()))};
}

std::optional<nanoseconds> duration(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 3> units{{{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}}};
  const auto number = leading_number(text);
  if (!number) return std::nullopt;
  for (const auto& [unit, seconds] : units)
    if (number->second == unit && number->first * seconds <= longest_s)
      return nanoseconds(std::llround(number->first * seconds * 1e9));
  return std::nullopt;
}

std::optional<double> share(std::string_view text) {
  const auto number = leading_number(text);
  if (!number || number->second != "%" || number->first > 100) return std::nullopt;
  return number->first / 100;
}

/// Takes what stands before the next comma off the front of `rest`.
std::string_view take_word(std::string_view& rest) {
  const std::size_t comma = rest.find(',');
  const std::string_view word = rest.substr(0, comma);
  rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  return word;
}

}  // namespace

std::expected<delay, std::string> delay::parse(std::string_view text) {
  delay made;
  if (text == "none") return made;
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  std::string_view rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  const auto usual = duration(take_word(rest));
  if (usual) made.usual_ = *usual;
  if (name == "bimodal") {
    made.shape_ = shape::bimodal;
    const auto rare = duration(take_word(rest));
    const auto part = share(rest);
    if (usual && rare && part && *usual <= *rare) {
      made.rare_ = *rare;
      made.rare_share_ = *part;
      return made;
    }
  } else if (usual && rest.empty() && !text.ends_with(',') && (name == "constant" || name == "exponential")) {
    made.shape_ = name == "constant" ? shape::constant : shape::exponential;
    return made;
  }
  return std::unexpected("no delay: '" + std::string(text) +
                         "'; write none, constant:1ms, bimodal:1ms,20ms,2% or exponential:2ms");
}

nanoseconds delay::next(std::mt19937_64& random) const {
  return quantile(static_cast<double>(random() >> (64 - digits)) * std::ldexp(1.0, -digits));  // evenly in [0, 1)
}

nanoseconds delay::quantile(double within) const {
  switch (shape_) {
    case shape::constant: return usual_;
    case shape::bimodal: return within <= 1 - rare_share_ ? usual_ : rare_;
    case shape::exponential: break;
  }
  const double below_1 = std::min(within, 1 - std::ldexp(1.0, -digits));  // at 1 there is no end to it
  return nanoseconds(std::llround(-std::log1p(-below_1) * static_cast<double>(usual_.count())));
}

nanoseconds delay::mean() const {
  if (shape_ != shape::bimodal) return usual_;
  return nanoseconds(std::llround(static_cast<double>(usual_.count()) * (1 - rare_share_) +
                                  static_cast<double>(rare_.count()) * rare_share_));
}

}  // namespace synfin::bench
