#include "client/load/open_loop.hpp"

#include <algorithm>
#include <utility>

namespace synfin::load {

namespace {

constexpr auto never = steady::time_point::max();

}  // namespace

open_loop::open_loop(const timetable& schedule, std::size_t worker, std::size_t destinations,
                     std::size_t most_in_flight)
    : queues_(destinations), most_in_flight_(most_in_flight) {
  for (std::size_t i = 0; i < destinations; ++i) {
    if (auto its = schedule.schedule(worker, i)) queues_[i].schedule = *std::move(its);
  }
}

void open_loop::begin(steady::time_point start) {
  for (queue& each : queues_) each.schedule.begin(start);
}

void open_loop::put_back(std::size_t destination, steady::time_point due) {
  queues_[destination].schedule.put_back(due);
  --in_flight_;
}

/// Each taker reads the clock for itself, so that none is late by what the ones before it took.
bool open_loop::look() {
  const auto now = steady::now();
  bool any = false;
  for (queue& each : queues_) {
    for (; !full() && each.next() <= now; any = true) each.first()->take_due();
  }
  return any;
}

steady::time_point open_loop::wakes() const noexcept {
  const auto due = next();
  return due == never ? never : margin_.time_to_wake(due);
}

steady::time_point open_loop::next() const noexcept {
  auto found = never;
  if (ended_ || full()) return found;
  for (const queue& each : queues_) found = std::min(found, each.next());
  return found;
}

std::uint64_t open_loop::behind(steady::time_point now) const noexcept {
  std::uint64_t sum = 0;
  for (const queue& each : queues_) sum += each.schedule.due_by(now);
  return sum;
}

std::uint64_t open_loop::recorded() const noexcept {
  std::uint64_t sum = 0;
  for (const queue& each : queues_) sum += each.schedule.recorded();
  return sum;
}

}  // namespace synfin::load
