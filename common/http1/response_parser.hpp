#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <llhttp.h>

#include "common/error.hpp"

namespace synfin::http1 {

/// Reads responses of HTTP/1.0 and 1.1 from bytes that may be cut anywhere, over llhttp with no lenient flag. It keeps
/// counts, no bytes: neither fields nor bodies are copied. Interim responses (1xx) are read away.
class response_parser {
 public:
  /// What the requests were, which decides whether bodies follow the heads (RFC 9112 §6.3).
  enum class answers_to : bool { head_requests, other_requests };

  explicit response_parser(answers_to method) noexcept;
  response_parser(const response_parser&) = delete;
  response_parser& operator=(const response_parser&) = delete;

  struct progress {
    std::size_t consumed = 0;     ///< bytes read; what is left belongs to the next response
    bool complete = false;        ///< a whole response has ended: its facts stand until the next call
    error problem = error::none;  ///< `protocol` or `closed_early`; nothing more can be read from this connection
  };
  /// Takes the next bytes, up to the end of one response.
  progress receive(std::string_view bytes) noexcept;

  /// The peer has ended the stream: that completes a body without a length, and nothing else.
  progress finish() noexcept;

  /// Has a part of a response, but not all of it, come in?
  bool started() const noexcept { return started_; }

  unsigned status() const noexcept { return status_; }
  std::uint64_t body_bytes() const noexcept { return body_bytes_; }

  /// May the connection take another request (RFC 9112 §9.3)?
  bool keep_alive() const noexcept { return keep_alive_; }

 private:
  friend struct response_callbacks;

  llhttp_t parser_{};
  std::uint64_t body_bytes_ = 0;
  unsigned status_ = 0;
  bool bodiless_;
  bool started_ = false;
  bool complete_ = false;
  bool keep_alive_ = false;
};

}  // namespace synfin::http1
