#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace synfin::load {

class request_template;

/// One request, ready to be sent as it stands, in the words of each protocol version that the run may speak.
struct prepared_request {
  std::string bytes;       ///< HTTP/1.1, head and body
  std::string last_bytes;  ///< the same with `Connection: close`; made only where `--close server` needs it
  std::size_t body_size = 0;

  /// HTTP/2: the pseudo-header fields, then the others in lower case (RFC 9113 §8.3.1); empty where it is not spoken.
  std::vector<std::pair<std::string, std::string>> fields;

  std::uint32_t number = 0;  ///< its place among all requests of the plan
  bool head = false;         ///< HEAD: no body follows the answer's head (RFC 9110 §9.3.2)
  bool passing = false;      ///< made for this once: whoever takes it up copies what it needs beyond that call
  std::shared_ptr<const request_template> recipe;  ///< what to render instead; nullptr: it is sent as it stands

  std::string_view body() const noexcept { return std::string_view(bytes).substr(bytes.size() - body_size); }

  std::string_view method() const noexcept { return std::string_view(bytes).substr(0, bytes.find(' ')); }

  /// Path and query, as sent.
  std::string_view target() const noexcept {
    const std::size_t start = bytes.find(' ') + 1;
    return std::string_view(bytes).substr(start, bytes.find(' ', start) - start);
  }
};

}  // namespace synfin::load
