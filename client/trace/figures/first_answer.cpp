#include "client/trace/figures/first_answer.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace synfin::trace {
namespace {

constexpr std::size_t record_head = 5;

bool is_record(std::string_view payload) noexcept {
  return payload.size() >= record_head && payload[0] >= 20 && payload[0] <= 24 && payload[1] == 3;
}

/// Does a record of application data begin in it (RFC 8446 §5.1)?
bool has_application_data(std::string_view payload) noexcept {
  while (is_record(payload)) {
    if (payload[0] == 23) return true;
    const std::size_t length =
        (std::size_t{static_cast<unsigned char>(payload[3])} << 8) | static_cast<unsigned char>(payload[4]);
    payload.remove_prefix(std::min(payload.size(), record_head + length));
  }
  return false;
}

/// Goes along a connection up to the answer.
class finder {
 public:
  /// True with the answer's first byte.
  bool take(const step& each) {
    if (each.seen.size == 0 && !each.seen.syn) return false;
    if (each.from == side::server && last_ == side::client) ++found_.round_trips;
    last_ = each.from;
    if (each.seen.size == 0 || each.what.retransmission) return false;
    if (!begun_) {
      begun_ = each.seen.time;
      sealed_ = is_record(each.seen.payload);
    }
    const bool says = !sealed_ || has_application_data(each.seen.payload);
    if (says && each.from == side::client && !asked_) asked_ = each.seen.time;
    return says && each.from == side::server && asked_;
  }

  first_answer found(wall::duration after) const {
    first_answer made = found_;
    made.after = after;
    if (sealed_ && asked_ && begun_) made.tls = *asked_ - *begun_;
    return made;
  }

 private:
  first_answer found_;
  std::optional<side> last_;
  std::optional<wall::time_point> begun_;
  std::optional<wall::time_point> asked_;
  bool sealed_ = false;
};

}  // namespace

std::optional<first_answer> first_answer_of(const flow& whole) {
  finder along;
  for (const step& each : whole.steps) {
    if (along.take(each)) return along.found(each.seen.time - whole.steps.front().seen.time);
  }
  return std::nullopt;
}

}  // namespace synfin::trace
