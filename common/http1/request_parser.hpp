#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/request_head.hpp"
#include "common/http/status.hpp"
#include "common/http1/body_skipper.hpp"
#include "common/http1/head_scanner.hpp"

namespace synfin::http1 {

/// Bounds on a request head; what is over them is answered with 414 or 431.
struct head_limits {
  std::size_t target = std::size_t{8} * 1024;  ///< bytes
  std::size_t head = std::size_t{32} * 1024;   ///< bytes
  std::size_t fields = 100;                    ///< a count
};

/// Reads requests of HTTP/1.0 and 1.1 from bytes that may be cut anywhere, over llhttp with no lenient flag.
///
/// A head that arrives whole is read where it lies; only a split one is copied. The parser holds no memory between
/// messages.
class request_parser {
 public:
  explicit request_parser(const head_limits& limits) noexcept;
  request_parser(const request_parser&) = delete;
  request_parser& operator=(const request_parser&) = delete;

  struct head_progress {
    std::size_t consumed = 0;             ///< bytes that belong to this head
    std::optional<http::status> problem;  ///< the status to refuse it with; the connection cannot go on
    bool complete = false;                ///< `head()` may be called
  };
  /// Takes the next bytes of a head. `fields` is a place to put views into; it belongs to the caller, and is left alone
  /// until the head is complete.
  head_progress take_head(std::string_view bytes, std::vector<http::field>& fields);

  /// The head that `take_head` completed. Its views point into the bytes last given, or into the parser where they were
  /// split, and into `fields`; they die with the next call of any member.
  const http::request_head& head() const noexcept { return head_; }

  using body_progress = body_skipper::progress;

  /// Reads the body's bytes away, chunked framing and trailers included (RFC 9112 §6, §7.1).
  body_progress skip_body(std::string_view bytes) noexcept { return body_.skip(bytes); }

  /// Does a body follow the head?
  bool body_follows() const noexcept { return !body_.done(); }

  /// What is left of the body where the head declares its length; nullopt for chunked.
  std::optional<std::uint64_t> body_length() const noexcept { return body_.length(); }

  /// Ready for the next message; gives the memory of a split head back.
  void next_message() noexcept;

  /// Has a part of the next head come in?
  bool head_started() const noexcept { return scanner_.started(); }

 private:
  std::optional<http::status> parse(std::string_view bytes, std::vector<http::field>& fields);
  std::optional<http::status> take_request_line(std::string_view line) noexcept;
  std::optional<http::status> take_fields(std::string_view bytes, std::vector<http::field>& fields);

  head_scanner scanner_;
  body_skipper body_{scanner_};
  http::request_head head_;
  std::string held_;  // a split head so far
  std::size_t most_target_;
};

}  // namespace synfin::http1
