#include "config/load/source_list.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include <fmt/format.h>

#include "config/quoted.hpp"

namespace synfin::config {
namespace {

constexpr std::size_t most = 65'536;

/// An address as inet_pton(3) has it, which counts up like a number.
struct numeric_address {
  int family = AF_INET;
  std::array<unsigned char, sizeof(in6_addr)> bytes{};

  std::size_t size() const noexcept { return family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr); }
  bool operator==(const numeric_address&) const = default;
};

std::optional<numeric_address> parse_address(std::string_view text) {
  if (text.contains('\0')) return std::nullopt;
  numeric_address found;
  if (inet_pton(AF_INET, std::string(text).c_str(), found.bytes.data()) == 1) return found;
  found.family = AF_INET6;
  if (inet_pton(AF_INET6, std::string(text).c_str(), found.bytes.data()) == 1) return found;
  return std::nullopt;
}

std::string text_of(const numeric_address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(address.family, address.bytes.data(), text.data(), text.size());
}

void count_up(numeric_address& address) noexcept {
  for (std::size_t i = address.size(); i-- > 0;) {
    if (++address.bytes[i] != 0) return;
  }
}

std::string what_is_wrong(std::string_view part) {
  return fmt::format(
      "{} is not an address of this machine in numbers (like 192.0.2.7, 2001:db8::7 or a range "
      "127.0.0.1-127.0.0.20)",
      in_quotes(part));
}

/// Adds what `part` stands for; what is wrong with it.
std::optional<std::string> take(std::string_view part, std::vector<std::string>& into) {
  const auto dash = part.find('-');
  const auto first = parse_address(part.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_address(part.substr(dash + 1));
  if (!first || !last) return what_is_wrong(part);
  if (first->family != last->family || last->bytes < first->bytes) {
    return fmt::format("the range {} does not go from an address up to one of the same kind", in_quotes(part));
  }
  for (auto each = *first;; count_up(each)) {
    if (into.size() == most) return fmt::format("more than {} addresses", most);
    into.push_back(text_of(each));
    if (each == *last) return std::nullopt;
  }
}

}  // namespace

std::expected<std::vector<std::string>, std::string> parse_source_list(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    if (auto wrong = take(text.substr(at, end - at), found)) return std::unexpected(*std::move(wrong));
    at = end + 1;
  }
  // Twice the same would be used twice as often, and counted as twice the ports.
  std::vector<std::string> sorted = found;
  std::ranges::sort(sorted);
  if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end()) {
    return std::unexpected(fmt::format("{} is there twice", *twice));
  }
  return found;
}

}  // namespace synfin::config
