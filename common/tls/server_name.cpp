#include "common/tls/server_name.hpp"

#include <algorithm>

namespace synfin::tls {
namespace {

constexpr std::size_t longest_name = 255;  // RFC 1035 §2.3.4

bool name_byte(unsigned char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

unsigned char lower(unsigned char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c - 'A' + 'a') : c;
}

std::size_t big_endian(unsigned char high, unsigned char low) noexcept {
  return static_cast<std::size_t>(high) * 256 + low;
}

}  // namespace

std::optional<std::string> read_server_name(std::span<const unsigned char> extension) {
  // The list's length, the one kind of name there is, the name's length, the name.
  constexpr std::size_t head = 5;
  if (extension.size() <= head || extension[2] != 0) return std::nullopt;
  if (big_endian(extension[0], extension[1]) != extension.size() - 2) return std::nullopt;
  if (big_endian(extension[3], extension[4]) != extension.size() - head) return std::nullopt;
  const auto bytes = extension.subspan(head);
  if (bytes.size() > longest_name) return std::nullopt;
  std::string name(bytes.size(), '\0');
  std::ranges::transform(bytes, name.begin(), [](unsigned char c) { return static_cast<char>(lower(c)); });
  if (!std::ranges::all_of(name, [](char c) { return name_byte(static_cast<unsigned char>(c)); })) return std::nullopt;
  return name;
}

void name_table::add(const std::string& name, int key_kind, std::size_t certificate) {
  choice& into = choices_[name];
  if (std::ranges::find(into.kinds, key_kind) != into.kinds.end()) return;
  into.kinds.push_back(key_kind);
  into.certificates.push_back(certificate);
}

std::span<const std::size_t> name_table::find(std::string_view name) const {
  auto found = choices_.find(name);
  const std::size_t dot = name.find('.');
  if (found == choices_.end() && dot != std::string_view::npos && dot != 0) {
    found = choices_.find("*" + std::string(name.substr(dot)));
  }
  if (found == choices_.end()) return {};
  return found->second.certificates;
}

}  // namespace synfin::tls
