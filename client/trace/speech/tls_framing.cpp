#include "client/trace/speech/tls_framing.hpp"

#include <string>

#include "client/trace/speech/byte_reader.hpp"

namespace synfin::trace {
namespace {

std::optional<record_head> read_record(std::string_view bytes, std::uint64_t at) noexcept {
  constexpr std::size_t most = (1U << 14) + 2048;  // RFC 5246 §6.2.3
  if (bytes.size() < record_head::size) return std::nullopt;
  byte_reader head(bytes);
  const std::size_t type = head.number(1);
  const std::size_t major = head.number(1);
  const std::size_t minor = head.number(1);
  const std::size_t length = head.number(2);
  if (type < 20 || type > 23 || major != 3 || minor > 4 || length > most) return std::nullopt;
  return record_head{at, static_cast<record_kind>(type), length};
}

std::optional<std::uint64_t> find_again(const byte_stream& bytes, std::uint64_t at) {
  for (auto next = bytes.piece_from(at); next; next = bytes.piece_from(*next + 1)) {
    if (begins_tls(bytes.read(*next, record_head::size))) return next;
  }
  return std::nullopt;
}

}  // namespace

bool begins_tls(std::string_view bytes) noexcept { return read_record(bytes, 0).has_value(); }

std::vector<record_head> records_of(const byte_stream& bytes, std::uint64_t at) {
  std::vector<record_head> all;
  for (;;) {
    const std::string head = bytes.read(at, record_head::size);
    if (const auto found = read_record(head, at)) {
      all.push_back(*found);
      at = found->end();
      continue;
    }
    if (head.size() == record_head::size || !bytes.gap_at(at + head.size())) return all;
    const auto next = find_again(bytes, at + head.size());
    if (!next) return all;
    at = *next;
  }
}

}  // namespace synfin::trace
