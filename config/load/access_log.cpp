#include "config/load/access_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "config/load/line_reader.hpp"

namespace synfin::config {
namespace {

/// What a line says, its escapes undone.
struct log_line {
  std::string method;
  std::string target;
  timestamp when;
  bool whole_seconds = false;
};

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Takes a quoted part off `text`, behind its opening quote, and the closing one. Servers write other bytes as `\xHH`.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return out;
    }
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    ++i;
    const bool byte =
        text[i] == 'x' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    out += byte ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (byte) i += 2;
  }
  return std::nullopt;
}

/// Takes `METHOD TARGET HTTP/x` apart; a target with spaces in it keeps them. What was no request, and is logged as `-`
/// or what came, leaves both empty.
void take_request_line(std::string_view line, log_line& into) {
  const auto first = line.find(' ');
  if (first == std::string_view::npos) return;
  into.method = line.substr(0, first);
  line.remove_prefix(first + 1);
  if (const auto last = line.rfind(' '); last != std::string_view::npos && line.substr(last + 1).starts_with("HTTP/")) {
    line = line.substr(0, last);
  }
  into.target = line;
}

std::optional<log_line> read_combined(std::string_view line) {
  constexpr std::string_view behind_time = "] \"";
  const auto open = line.find(" [");
  if (open == std::string_view::npos) return std::nullopt;
  line.remove_prefix(open + 2);
  const auto close = line.find(behind_time);
  if (close == std::string_view::npos) return std::nullopt;
  const auto when = parse_log_time(line.substr(0, close));
  line.remove_prefix(close + behind_time.size());
  const auto request = take_quoted(line);
  log_line made;
  if (!when || !request) return std::nullopt;
  take_request_line(*request, made);
  made.when = *when;
  made.whole_seconds = true;
  return made;
}

/// A string member; empty where it is none.
std::string member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// The log writes bytes beyond ASCII as the code points of the same number.
std::string bytes_of(std::string_view utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    const bool pair = (byte == 0xc2 || byte == 0xc3) && i + 1 < utf8.size();
    out += pair ? static_cast<char>((byte & 3U) << 6U | (static_cast<unsigned char>(utf8[i + 1]) & 0x3fU)) : utf8[i];
    if (pair) ++i;
  }
  return out;
}

std::optional<log_line> read_json(std::string_view line) {
  const auto object = nlohmann::json::parse(line, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto when = parse_rfc3339(member(object, "time"));
  log_line made{member(object, "method"), bytes_of(member(object, "target")), {}, false};
  if (!when) return std::nullopt;
  made.when = *when;
  return made;
}

/// Path and query as they may stand in a URL; nullopt if it is neither origin-form nor absolute-form.
std::optional<std::string> path_of(std::string_view target) {
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && !target.starts_with('/')) {
    target.remove_prefix(scheme + 3);
    target.remove_prefix(std::min(target.find('/'), target.size()));
    if (target.empty()) target = "/";
  }
  if (!target.starts_with('/')) return std::nullopt;
  std::string out;
  for (const char c : target) {
    const bool plain = c > ' ' && c < 0x7f && c != '#';
    if (plain) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace

std::expected<recording, std::string> parse_access_log(std::string_view text, std::string_view name,
                                                       const url& origin) {
  recording made;
  std::vector<timed_request> entries;
  for (line_reader lines(text); !lines.over();) {
    const auto line = lines.next();
    if (line.empty()) continue;
    auto read = line.starts_with('{') ? read_json(line) : read_combined(line);
    if (!read) {
      if (made.unreadable++ == 0) made.first_unreadable = lines.number();
      continue;
    }
    const auto path = path_of(read->target);
    if ((read->method != "GET" && read->method != "HEAD") || !path) {
      ++made.left_out;
      continue;
    }
    timed_request& entry = entries.emplace_back();
    entry.what.url = url_at(origin, *path);
    entry.what.method = std::move(read->method);
    entry.when = read->when;
    entry.whole_seconds = read->whole_seconds;
  }
  if (entries.empty()) {
    return std::unexpected(made.left_out != 0
                               ? fmt::format("{}: no GET or HEAD among its {} requests", name, made.left_out)
                               : fmt::format("{}: no line is of the combined format, or of synfin's JSON", name));
  }
  made.requests = in_order(std::move(entries));
  return made;
}

}  // namespace synfin::config
