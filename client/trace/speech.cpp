#include "client/trace/speech.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/report/foreign_text.hpp"
#include "client/trace/client_hello.hpp"
#include "common/http/fields.hpp"
#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t longest_line = 200;

std::string bytes_text(std::uint64_t size) { return fmt::format("{} B", thousands(size)); }

std::string_view first_line(std::string_view text) noexcept {
  const std::string_view line = text.substr(0, text.find('\n'));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

bool is_request(std::string_view line) noexcept {
  const std::size_t space = line.find(' ');
  if (space == 0 || space > 20) return false;
  const bool method = std::ranges::all_of(line.substr(0, std::min(space, line.size())),
                                          [](char each) { return (each >= 'A' && each <= 'Z') || each == '-'; });
  return method && line.find(" HTTP/") != std::string_view::npos;
}

bool is_answer(std::string_view line) noexcept { return line.starts_with("HTTP/1."); }

/// A field's value in a head that is all there; empty if it has none.
std::string_view field(std::string_view head, std::string_view name) noexcept {
  std::string_view left = head.substr(std::min(head.size(), head.find('\n') + 1));
  while (!left.empty()) {
    const std::string_view line = first_line(left);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && http::equal_ignoring_case(line.substr(0, colon), name)) {
      std::string_view value = line.substr(colon + 1);
      while (value.starts_with(' ')) value.remove_prefix(1);
      return value;
    }
    const std::size_t end = left.find('\n');
    if (line.empty() || end == std::string_view::npos) break;
    left.remove_prefix(end + 1);
  }
  return {};
}

/// `HTTP/1.1 200 OK` is told as `200 OK`.
std::string_view status_of(std::string_view line) noexcept {
  const std::size_t space = line.find(' ');
  return space == std::string_view::npos ? line : line.substr(space + 1);
}

bool is_record(std::string_view payload) noexcept {
  return payload.size() >= 5 && payload[0] >= 20 && payload[0] <= 24 && payload[1] == 3;
}

std::uint64_t record_size(std::string_view record) noexcept {
  return (std::uint64_t{static_cast<unsigned char>(record[3])} << 8) | static_cast<unsigned char>(record[4]);
}

/// RFC 8446 §4 and RFC 5246 §7.4.
std::string_view handshake_name(char type) noexcept {
  switch (type) {
    case 1: return "ClientHello";
    case 2: return "ServerHello";
    case 4: return "NewSessionTicket";
    case 11: return "Certificate";
    case 12: return "ServerKeyExchange";
    case 13: return "CertificateRequest";
    case 14: return "ServerHelloDone";
    case 15: return "CertificateVerify";
    case 16: return "ClientKeyExchange";
    case 20: return "Finished";
    default: return "handshake";
  }
}

}  // namespace

speech::told speech::hear(std::string_view payload, std::uint64_t size) {
  if (kind_ == kind::unknown && is_record(payload)) kind_ = kind::tls;
  if (kind_ == kind::tls) return {hear_tls(payload, size), true};
  return hear_http(payload, size);
}

speech::told speech::hear_http(std::string_view payload, std::uint64_t size) {
  const std::string_view line = first_line(payload);
  const bool begins = server_ ? is_answer(line) : is_request(line);
  if (!begins) return {bytes_text(size), false};
  kind_ = kind::http;
  std::string words = load::clipped(server_ ? status_of(line) : line, longest_line);
  if (server_) {
    const std::string_view type = field(payload, "content-type");
    const std::string_view kind_alone = type.substr(0, type.find(';'));
    if (!kind_alone.empty()) words += fmt::format("  {}", load::clipped(kind_alone, longest_line));
  }
  return {fmt::format("{}  {}", words, bytes_text(size)), true};
}

/// Names each record that begins in it; those of encrypted data are counted together.
std::string speech::hear_tls(std::string_view payload, std::uint64_t size) {
  std::vector<std::string> names;
  const auto name = [&names](std::string text) {
    if (names.empty() || names.back() != text) names.push_back(std::move(text));
  };
  std::uint64_t at = std::min<std::uint64_t>(left_, size);
  if (left_ != 0) name("…");
  left_ -= at;
  while (at + 5 <= payload.size() && is_record(payload.substr(at))) {
    const std::string_view record = payload.substr(at);
    const std::uint64_t length = record_size(record) + 5;
    switch (record[0]) {
      case 20:
        name("ChangeCipherSpec");
        sealed_ = true;
        break;
      case 21: name(sealed_ ? "alert (encrypted)" : "alert"); break;
      case 22:
        if (sealed_ || record.size() < 6) {
          name("handshake (encrypted)");
        } else if (record[5] == 1) {
          name("ClientHello" + client_hello_words(record.substr(5)));
        } else {
          name(std::string(handshake_name(record[5])));
        }
        break;
      case 23: name("application data"); break;
      default: name("record"); break;
    }
    const std::uint64_t there = std::min<std::uint64_t>(length, size - at);
    left_ = length - there;
    at += there;
  }
  std::string words;
  for (const auto& each : names) words += (words.empty() ? "" : ", ") + each;
  return fmt::format("{}  {}", words.empty() ? "TLS" : words, bytes_text(size));
}

}  // namespace synfin::trace
