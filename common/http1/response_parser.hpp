#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <llhttp.h>

#include "common/error.hpp"
#include "common/http/response_watcher.hpp"

namespace synfin::http1 {

/// Reads responses of HTTP/1.0 and 1.1 from bytes that may be cut anywhere, over llhttp with no lenient flag. It keeps
/// counts, no bytes: neither fields nor bodies are copied, unless somebody watches. Interim responses (1xx) are read
/// away.
class response_parser {
 public:
  /// What the requests were, which decides whether bodies follow the heads (RFC 9112 §6.3).
  enum class answers_to : bool { head_requests, other_requests };

  /// `watcher` is told of all that is read, and outlives the parser; nullptr: nobody is.
  explicit response_parser(answers_to method, http::response_watcher* watcher = nullptr) noexcept;
  response_parser(const response_parser&) = delete;
  response_parser& operator=(const response_parser&) = delete;

  /// A value of a watched field is told up to this length.
  static constexpr std::size_t longest_value = std::size_t{64} * 1024;

  /// What the next response answers, or the one under way, as long as its head is not complete.
  void expect(answers_to method) noexcept { bodiless_ = method == answers_to::head_requests; }

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
  friend struct watched_callbacks;

  llhttp_t parser_{};
  std::uint64_t body_bytes_ = 0;
  unsigned status_ = 0;
  bool bodiless_;
  bool started_ = false;
  bool complete_ = false;
  bool keep_alive_ = false;
  bool in_head_ = false;  // of a watched response
  http::response_watcher* watcher_;
  std::string name_;  // of the watched field under way
  std::string value_;
};

}  // namespace synfin::http1
