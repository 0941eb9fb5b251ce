#pragma once

#include <cstddef>
#include <cstdint>

#include "client/load/asking/drawn_values.hpp"
#include "client/load/asking/request_plan.hpp"

namespace synfin::load {

/// Goes round the requests of one target, for one worker, or takes the entries of a recording by their numbers.
class request_cursor {
 public:
  /// Worker `worker` of `workers` starts at its own place, so that they do not all ask for the same page at once.
  request_cursor(const target& whose, std::size_t worker, std::size_t workers);

  /// The next request; one that is rendered lives until the next call of anything.
  const prepared_request& next() {
    const std::size_t place = next_;
    if (++next_ == whose_->order.size()) next_ = 0;
    return in_round(place);
  }

  /// The entry of that number of a recording, of which offsets() tells the times; behind the last comes the first
  /// again.
  const prepared_request& at(std::uint64_t number) { return in_round(number % whose_->order.size()); }

 private:
  const prepared_request& in_round(std::size_t place) {
    const prepared_request& chosen = whose_->requests[whose_->order[place]];
    if (chosen.recipe != nullptr) [[unlikely]] {
      return render(chosen);
    }
    return chosen;
  }
  const prepared_request& render(const prepared_request& chosen);

  const target* whose_;
  std::size_t next_;
  drawn_values values_;
  prepared_request rendered_;
};

}  // namespace synfin::load
