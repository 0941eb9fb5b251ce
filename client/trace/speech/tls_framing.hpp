#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "client/trace/speech/byte_stream.hpp"

namespace synfin::trace {

/// What a record says it carries (RFC 8446 §5.1).
enum class record_kind : std::uint8_t { change_cipher_spec = 20, alert, handshake, application_data };

struct record_head {
  static constexpr std::uint64_t size = 5;

  std::uint64_t at = 0;
  record_kind type = record_kind::handshake;
  std::uint64_t length = 0;  ///< of what follows the head

  std::uint64_t content() const noexcept { return at + size; }
  std::uint64_t end() const noexcept { return at + size + length; }
};

/// Does a record begin here?
bool begins_tls(std::string_view bytes) noexcept;

/// The records of one side from `at` on; behind a gap that hides where they begin it goes on with the first piece that
/// begins with one.
std::vector<record_head> records_of(const byte_stream& bytes, std::uint64_t at);

}  // namespace synfin::trace
