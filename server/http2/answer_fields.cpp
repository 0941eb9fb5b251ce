#include "server/http2/answer_fields.hpp"

#include <charconv>
#include <cstddef>
#include <string>
#include <utility>

namespace synfin::server::http2 {
namespace {

constexpr std::string_view server_name = "synfin";

constexpr unsigned lasting = NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE;

// nghttp2 takes what it only reads by pointers to non-const.
std::uint8_t* bytes(std::string_view text) noexcept {
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

nghttp2_nv field(std::string_view name, std::string_view value, unsigned flags) noexcept {
  return {bytes(name), bytes(value), name.size(), value.size(), static_cast<std::uint8_t>(flags)};
}

template <std::size_t Size>
std::string_view decimal(std::uint64_t number, std::array<char, Size>& text) noexcept {
  return {text.data(), std::to_chars(text.data(), text.data() + Size, number).ptr};
}

/// Field names as HTTP/2 wants them (RFC 9113 §8.2.1).
std::string lower_case(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

void add_whole_file(std::vector<nghttp2_nv>& block, const site::representation& file) {
  auto& ready = file.ready_fields;
  if (ready.empty()) {
    for (const auto& [name, value] : file.fields) ready.emplace_back(lower_case(name), value);
    ready.emplace_back("content-length", std::to_string(file.bytes.size));
  }
  for (const auto& [name, value] : ready) block.push_back(field(name, value, lasting));
}

}  // namespace

nghttp2_nv lasting_field(std::string_view name, std::string_view value) noexcept { return field(name, value, lasting); }

std::vector<nghttp2_nv> answer_fields(const site::response& answer, const http::date_text& date, field_texts& texts) {
  constexpr std::size_t usual = 12;
  std::vector<nghttp2_nv> block;
  block.reserve(usual);
  block.push_back(field(":status", decimal(http::code(answer.status), texts.status), lasting));
  block.push_back(field("server", server_name, lasting));
  block.push_back(field("date", {date.data(), date.size()}, lasting));
  if (!answer.transport_security.empty())
    block.push_back(field("strict-transport-security", answer.transport_security, lasting));
  // nghttp2 makes a name lower-case where it copies it.
  for (const auto& [name, value] : answer.fields) block.push_back(field(name, value, NGHTTP2_NV_FLAG_NO_COPY_VALUE));
  if (answer.whole_file) {
    add_whole_file(block, *answer.file);
  } else if (!answer.bodiless()) {
    // Without a body there is nothing to measure, and a 304 speaks of one that it does not carry (RFC 9110 §8.6).
    block.push_back(field("content-length", decimal(answer.body_length(), texts.length), lasting));
  }
  return block;
}

}  // namespace synfin::server::http2
