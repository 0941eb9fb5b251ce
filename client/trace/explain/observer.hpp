#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "client/trace/explain/lesson.hpp"
#include "client/trace/figures/tls_records.hpp"
#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// A lesson, and what its sentence is filled in with.
struct taught {
  lesson what;
  side from;
  std::int64_t one = 0;
  std::int64_t other = 0;

  bool operator==(const taught&) const = default;
};

/// Goes through a connection's steps and says of each what there is to say, in view of those before it.
class observer {
 public:
  /// `whole` must stay where it is.
  explicit observer(const flow& whole);

  /// Of the steps from `first` to before `end`, which are drawn as one line. Each step is asked for once, in order.
  std::vector<taught> look(std::size_t first, std::size_t end);

 private:
  void look_at(const step& each);
  void look_at_syn(const step& each);
  void look_at_rst(const step& each);
  void look_at_payload(const step& each);
  void look_at_http(const step& each);
  void look_at_records(const step& each);
  void look_at_fin(const step& each);
  void look_at_ack(const step& each);
  void look_at_repetition(const step& each);
  bool look_at_last_acks(const step& each);
  void note(const step& each);
  void teach(lesson what, const step& each, std::int64_t one = 0, std::int64_t other = 0);

  struct party {
    tcp_state state = tcp_state::closed;  // before the step that is looked at
    std::int64_t ack = 0;                 // the highest that it has sent
    unsigned duplicates = 0;
    bool full = false;         // it has said that it has no room
    bool probes = false;       // its last segment was a probe
    bool half_closed = false;  // it has sent after the other side had closed
    tls_records records;
  };

  party& of(side which) noexcept { return ends_.at(static_cast<std::size_t>(which)); }
  party& sender(const step& each) noexcept { return of(each.from); }
  party& receiver(const step& each) noexcept { return of(trace::other(each.from)); }

  const flow& whole_;
  bool tls_;
  std::array<party, 2> ends_;
  std::optional<side> spoke_last_;
  bool asked_ = false;
  std::vector<taught> found_;
};

}  // namespace synfin::trace
