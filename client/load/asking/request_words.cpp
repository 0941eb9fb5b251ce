#include "client/load/asking/request_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "common/http/fields.hpp"
#include "common/http1/writer.hpp"
#include "synfin_version.hpp"

namespace synfin::load {
namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

/// Do requests of this method say that their body is empty (RFC 9110 §8.6)?
bool expects_body(std::string_view method) noexcept {
  constexpr std::array<std::string_view, 3> methods{"POST", "PUT", "PATCH"};
  return std::ranges::find(methods, method) != methods.end();
}

bool names(const pairs& fields, std::string_view name) noexcept {
  return std::ranges::any_of(fields, [&](const auto& field) { return http::equal_ignoring_case(field.first, name); });
}

const std::string& our_agent() {
  static const std::string agent = fmt::format("synfin-client/{}", version);
  return agent;
}

/// A field of ours, unless the user gave one of that name.
void append_default(std::string& out, const request_words& words, std::string_view name, std::string_view value) {
  if (!names(words.headers, name)) http1::append_field(out, name, value);
}

std::string whole_request(const request_words& words, bool last) {
  std::string out;
  out.reserve(words.url.target.size() + words.body.size() + 256);
  out.append(words.method).append(" ").append(words.url.target).append(" HTTP/1.1\r\n");
  append_default(out, words, "Host", words.url.authority);
  append_default(out, words, "User-Agent", our_agent());
  append_default(out, words, "Accept", "*/*");
  for (const auto& [name, value] : words.headers) http1::append_field(out, name, value);
  if (!words.body.empty() || expects_body(words.method)) {
    http1::append_field(out, "Content-Length", std::to_string(words.body.size()));
  }
  if (last) http1::append_field(out, "Connection", "close");
  return out.append("\r\n").append(words.body);
}

/// Fields that speak of the connection, and have no place in HTTP/2 (RFC 9113 §8.2.2).
bool of_the_connection(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 5> spoken{"connection", "keep-alive", "proxy-connection", "transfer-encoding",
                                                   "upgrade"};
  return std::ranges::find(spoken, name) != spoken.end();
}

std::string lower(std::string_view name) {
  std::string out{name};
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  return out;
}

/// The head in the words of HTTP/2.
pairs framed_fields(const request_words& words) {
  pairs given;
  std::string authority = words.url.authority;
  bool agent = false;
  bool accept = false;
  for (const auto& [written, value] : words.headers) {
    std::string name = lower(written);
    if (name == "host") authority = value;
    if (name == "host" || of_the_connection(name) || (name == "te" && value != "trailers")) continue;
    agent = agent || name == "user-agent";
    accept = accept || name == "accept";
    given.emplace_back(std::move(name), value);
  }
  pairs fields{{":method", words.method},
               {":scheme", words.url.secure ? "https" : "http"},
               {":authority", authority},
               {":path", words.url.target}};
  if (!agent) fields.emplace_back("user-agent", our_agent());
  if (!accept) fields.emplace_back("accept", "*/*");
  fields.insert(fields.end(), given.begin(), given.end());
  if (!words.body.empty() || expects_body(words.method)) {
    fields.emplace_back("content-length", std::to_string(words.body.size()));
  }
  return fields;
}

}  // namespace

request_words words_for(const config::load_settings& settings, const config::wanted_request& wanted, config::url url) {
  request_words words;
  words.method = wanted.method.empty() ? settings.method : wanted.method;
  words.headers = settings.headers;
  for (const auto& field : wanted.headers) {
    if (!wanted.recorded || !names(settings.headers, field.first)) words.headers.push_back(field);
  }
  words.body = wanted.body.value_or(settings.body);
  words.closing = settings.close == config::close_kind::server;
  words.framed = config::may_speak_http2(settings, url.secure);
  words.url = std::move(url);
  return words;
}

prepared_request prepare(const request_words& words) {
  prepared_request made;
  made.bytes = whole_request(words, false);
  if (words.closing) made.last_bytes = whole_request(words, true);
  made.body_size = words.body.size();
  if (words.framed) made.fields = framed_fields(words);
  made.head = words.method == "HEAD";
  return made;
}

}  // namespace synfin::load
