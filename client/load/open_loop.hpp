#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "client/load/pacing/pacer.hpp"
#include "client/load/pacing/timetable.hpp"
#include "client/load/pacing/wake_margin.hpp"
#include "client/load/taker.hpp"
#include "common/clock.hpp"

namespace synfin::load {

/// One worker's schedule at work: gives requests that are due to connections that have room for them. A request that
/// finds none stays with its pacer, and keeps its time; whichever connection is answered first takes it.
///
/// The worker calls look() between the handlers it runs, and asks wakes() when there are none to run. It sets its timer
/// only to sleep: to set one and to be woken by it costs more than a request where the processor is a virtual one.
class open_loop {
 public:
  /// `most_in_flight`: of this worker; 0 = no limit.
  open_loop(const timetable& schedule, std::size_t worker, std::size_t destinations, std::size_t most_in_flight);
  open_loop(const open_loop&) = delete;
  open_loop& operator=(const open_loop&) = delete;

  /// When the schedule begins; nothing is due before that was said.
  void begin(steady::time_point start);

  /// Gives no more requests away.
  void end() noexcept { ended_ = true; }

  /// When the next request to `destination` is due, as far as it may be sent now; time_point::max() if none may.
  steady::time_point due(std::size_t destination) const noexcept {
    return full() ? steady::time_point::max() : queues_[destination].schedule.due();
  }

  /// The number of that request among all to the destination: which one of a recording it is.
  std::uint64_t number(std::size_t destination) const noexcept { return queues_[destination].schedule.number(); }

  /// Takes it: it is in flight.
  void take(std::size_t destination) {
    pacer& schedule = queues_[destination].schedule;
    margin_.taken(schedule.due());
    schedule.advance();
    ++in_flight_;
  }

  /// A request that was taken has ended.
  void ended() noexcept { --in_flight_; }

  /// A request that was taken came to nothing, and is due again with its old time.
  void put_back(std::size_t destination, steady::time_point due);

  /// `ready` has room for more; `idle`: it has nothing in flight. Idle ones are asked first, in turn.
  void stand(taker& ready, std::size_t destination, bool idle) noexcept {
    (idle ? queues_[destination].idle : queues_[destination].roomy).add(ready);
  }

  /// Gives away what is due by now. Must not be called from a taker. False if that was nothing.
  bool look();

  /// Until when the worker may sleep. Where that is over, a request is due so soon that it has to watch the clock.
  steady::time_point wakes() const noexcept;

  /// The timer has fired that was set for `wanted`, which wakes() said. It is `now`. `answered`: so have answers come,
  /// which take what is due.
  void woke(steady::time_point wanted, steady::time_point now, bool answered) noexcept {
    margin_.woke(now - wanted, answered ? steady::duration::min() : now - next());
  }

  /// How many requests are due by `now`, and not taken.
  std::uint64_t behind(steady::time_point now) const noexcept;

  /// How many requests a recording has for this worker.
  std::uint64_t recorded() const noexcept;

 private:
  struct queue {
    pacer schedule;
    taker_list idle;
    taker_list roomy;

    taker* first() const noexcept { return idle.first() != nullptr ? idle.first() : roomy.first(); }
    /// When something is to be done; never, where there is nobody to do it.
    steady::time_point next() const noexcept { return first() != nullptr ? schedule.due() : steady::time_point::max(); }
  };

  bool full() const noexcept { return most_in_flight_ != 0 && in_flight_ >= most_in_flight_; }
  steady::time_point next() const noexcept;

  std::vector<queue> queues_;  // by destination; never grows: takers point to its lists
  std::size_t most_in_flight_;
  std::size_t in_flight_ = 0;
  wake_margin margin_;
  bool ended_ = false;
};

}  // namespace synfin::load
