#include "server/http2/head_reader.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "common/http/host.hpp"

namespace synfin::server::http2 {

using http::status;

namespace {

/// What a field costs beside its bytes (RFC 9113 §6.5.2).
constexpr std::size_t overhead = 32;

/// A peer that cannot know better sends somewhat too much; one that sends this many times the limit means harm.
constexpr std::size_t far_beyond = 4;

using lengths = std::array<std::uint32_t, 2>;

}  // namespace

void head_reader::begin(bool trailers) {
  open_ = true;
  trailers_ = trailers;
  size_ = fields_ = 0;
  long_target_ = false;
  if (!trailers) text_ = services_.buffers.take();
}

void head_reader::end() noexcept {
  open_ = false;
  if (text_.capacity() > std::string().capacity()) services_.buffers.give_back(std::exchange(text_, {}));
}

bool head_reader::take(std::string_view name, std::string_view value) {
  const session_limits& limits = services_.limits;
  size_ += name.size() + value.size() + overhead;
  if (!name.starts_with(':')) ++fields_;
  if (size_ > limits.head) return size_ <= limits.head * far_beyond;
  if (name == ":path" && value.size() > limits.target) {
    long_target_ = true;
  } else if (!trailers_ && fields_ <= limits.fields) {
    keep(name, value);
  }
  return true;
}

void head_reader::keep(std::string_view name, std::string_view value) {
  const lengths both{static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(value.size())};
  std::array<char, sizeof both> bytes{};
  std::memcpy(bytes.data(), both.data(), sizeof both);
  text_.append(bytes.data(), bytes.size()).append(name).append(value);
}

http::request_head head_reader::head() {
  http::request_head request;
  scheme_ = authority_ = {};
  std::vector<http::field>& fields = services_.fields;
  fields.clear();
  for (std::string_view rest = text_; !rest.empty();) {
    lengths both{};
    std::memcpy(both.data(), rest.data(), sizeof both);
    const std::string_view name = rest.substr(sizeof both, both[0]);
    const std::string_view value = rest.substr(sizeof both + both[0], both[1]);
    rest.remove_prefix(sizeof both + both[0] + both[1]);
    if (!name.starts_with(':')) {
      fields.push_back({name, value});
    } else if (name == ":method") {
      request.method_text = value;
    } else if (name == ":path") {
      request.target = value;
    } else if (name == ":scheme") {
      scheme_ = value;
    } else if (name == ":authority") {
      authority_ = value;
    }
  }
  if (!authority_.empty() && !http::find(fields, "host")) fields.push_back({"host", authority_});
  request.method = http::method_of(request.method_text);
  request.fields = fields;
  return request;
}

bool head_reader::authority_is_right(const http::request_head& request) const noexcept {
  const auto host = http::find(request.fields, "host");
  if (!host || http::count(request.fields, "host") != 1 || !http::valid_host(*host)) return false;
  return authority_.empty() || http::equal_ignoring_case(authority_, *host);
}

std::optional<status> head_reader::refusal(const http::request_head& request) const noexcept {
  if (long_target_) return status::uri_too_long;
  if (size_ > services_.limits.head || fields_ > services_.limits.fields) return status::header_fields_too_large;
  if (!authority_is_right(request)) return status::bad_request;
  const bool connect = request.method_text == "CONNECT";
  if (!connect && scheme_ != "http" && scheme_ != "https") return status::bad_request;
  const bool servable = request.method == http::method::get || request.method == http::method::head;
  if (servable && !request.target.starts_with('/')) return status::bad_request;
  const auto expected = http::find(request.fields, "expect");
  if (expected && !http::equal_ignoring_case(*expected, "100-continue")) return status::expectation_failed;
  return std::nullopt;
}

}  // namespace synfin::server::http2
