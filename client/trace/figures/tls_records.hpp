#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace synfin::trace {

/// The content types of records that matter here (RFC 8446 §5.1, RFC 5246 §6.2.1).
enum class record_type : std::uint8_t { change_cipher_spec = 20, alert = 21, handshake = 22, application_data = 23 };

struct tls_record {
  record_type type;
  std::uint8_t message =
      0;  ///< of a handshake record its first message (RFC 8446 §4); what it says is no type if encrypted
};

inline constexpr std::uint8_t client_hello_message = 1;
inline constexpr std::uint8_t server_hello_message = 2;

/// The TLS records of one direction, found segment by segment.
class tls_records {
 public:
  /// Those that begin in the next `size` bytes of the stream, of which `payload` was captured.
  std::vector<tls_record> hear(std::string_view payload, std::uint64_t size);

 private:
  std::uint64_t left_ = 0;  // of a record that has begun
};

}  // namespace synfin::trace
