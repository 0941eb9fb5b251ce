#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/request_head.hpp"
#include "common/http/status.hpp"
#include "server/session_services.hpp"

namespace synfin::server::http2 {

/// The one header block that a connection has in hand: its fields are collected as they are decompressed, and looked at
/// when it is whole (RFC 9113 §8.3). Field blocks do not interleave, so one reader serves all streams.
class head_reader {
 public:
  explicit head_reader(session_services& services) noexcept : services_(services) {}
  head_reader(const head_reader&) = delete;
  head_reader& operator=(const head_reader&) = delete;
  ~head_reader() { end(); }

  /// A block begins. One of trailers is counted, and not kept.
  void begin(bool trailers);

  /// The block is over; its texts and all views into them go.
  void end() noexcept;

  /// Is a block in hand?
  bool open() const noexcept { return open_; }

  /// The next field. False if the block has grown so far beyond its limit that its rest is not worth decompressing.
  bool take(std::string_view name, std::string_view value);

  /// The whole head. Its views live until end(); its fields stand in the services' vector. `Host` is among them
  /// whichever way the peer has sent it.
  http::request_head head();

  /// Why the head is to be refused, as far as nghttp2 has let it through: 414 and 431 for the limits, 400 for an
  /// authority that is missing, not valid or not the same as Host, 417 for an Expect other than 100-continue.
  std::optional<http::status> refusal(const http::request_head& request) const noexcept;

 private:
  void keep(std::string_view name, std::string_view value);
  bool authority_is_right(const http::request_head& request) const noexcept;

  session_services& services_;
  std::string text_;        // lent; each field is two lengths, its name and its value
  std::size_t size_ = 0;    // of the field section as RFC 9113 §6.5.2 counts it
  std::size_t fields_ = 0;  // pseudo-header fields left out
  std::string_view scheme_;
  std::string_view authority_;
  bool open_ = false;
  bool trailers_ = false;
  bool long_target_ = false;
};

}  // namespace synfin::server::http2
