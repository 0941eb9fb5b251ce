#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace synfin::trace {

/// What the payloads of one direction say, segment by segment: HTTP/1.x by its first lines, TLS by the names of its
/// records and handshake messages, anything else by its size. Payload of which the capture has only a part is told by
/// what is there.
class speech {
 public:
  /// `server`: of the side that answers.
  explicit speech(bool server) noexcept : server_(server) {}

  struct told {
    std::string words;
    bool begins = false;  ///< a message begins here: a request, an answer, a TLS record
  };

  /// The next `size` bytes, of which `payload` was captured.
  told hear(std::string_view payload, std::uint64_t size);

 private:
  told hear_http(std::string_view payload, std::uint64_t size);
  std::string hear_tls(std::string_view payload, std::uint64_t size);

  bool server_;
  enum class kind : std::uint8_t { unknown, http, tls } kind_ = kind::unknown;
  std::uint64_t left_ = 0;  // of a body or a record that has begun
  bool sealed_ = false;     // from here on handshake messages are encrypted
};

}  // namespace synfin::trace
