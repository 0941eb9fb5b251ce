#include "client/trace/figures/tls_opening.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "client/trace/figures/tls_records.hpp"

namespace synfin::trace {
namespace {

bool has_message(const std::vector<tls_record>& records, std::uint8_t wanted) {
  return std::ranges::any_of(records, [wanted](const tls_record& each) {
    return each.type == record_type::handshake && each.message == wanted;
  });
}

bool is_payload(const step& each) noexcept {
  return each.seen.size != 0 && !each.what.retransmission && !each.what.keep_alive;
}

/// Records that only a handshake has.
bool shakes_hands(const std::vector<tls_record>& records) {
  return std::ranges::any_of(records, [](const tls_record& each) {
    return each.type == record_type::handshake || each.type == record_type::change_cipher_spec;
  });
}

}  // namespace

std::optional<tls_opening> tls_opening_of(const flow& whole) {
  std::array<tls_records, 2> directions;
  std::optional<tls_opening> found;
  bool chosen = false;    // a ServerHello has come
  bool finished = false;  // and the client has answered it
  for (std::size_t i = 0; i < whole.steps.size(); ++i) {
    const step& each = whole.steps[i];
    if (!is_payload(each)) continue;
    const bool client = each.from == side::client;
    const auto records = directions.at(client ? 0 : 1).hear(each.seen.payload, each.seen.size);
    if (!found) {
      if (!client || !has_message(records, client_hello_message)) return std::nullopt;
      found = tls_opening{i, i};
      continue;
    }
    const bool asks = finished && client && !shakes_hands(records);
    if (asks) break;
    const bool answers = chosen && client && !finished;
    if (answers || shakes_hands(records)) found->last = i;
    chosen = chosen || (!client && has_message(records, server_hello_message));
    finished = finished || answers;
  }
  return found;
}

}  // namespace synfin::trace
