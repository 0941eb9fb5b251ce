#include "client/load/open_loop.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace synfin::load {

namespace {

constexpr auto never = steady::time_point::max();

}  // namespace

open_loop::open_loop(const timetable& schedule, std::size_t worker, std::size_t destinations,
                     std::size_t most_in_flight, asio::io_context& io)
    : queues_(destinations), most_in_flight_(most_in_flight), timer_(io) {
  for (std::size_t i = 0; i < destinations; ++i) {
    if (auto its = schedule.schedule(worker, i)) queues_[i].schedule = *std::move(its);
  }
}

void open_loop::begin(steady::time_point start) {
  for (queue& each : queues_) each.schedule.begin(start);
  dispatch(steady::now());
}

void open_loop::end() {
  ended_ = true;
  watched_ = never;
  timer_.cancel();
}

void open_loop::put_back(std::size_t destination, steady::time_point due) {
  queues_[destination].schedule.put_back(due);
  --in_flight_;
  if (queues_[destination].first() != nullptr) wake_for(due, due);
}

void open_loop::stand(taker& ready, std::size_t destination, bool idle, steady::time_point now) {
  queue& at = queues_[destination];
  (idle ? at.idle : at.roomy).add(ready);
  if (!full()) wake_for(most_in_flight_ == 0 ? at.schedule.due() : next(), now);
}

/// With a limit over all connections, what one leaves is another's.
void open_loop::freed(steady::time_point now) {
  if (most_in_flight_ != 0 && !full()) wake_for(next(), now);
}

void open_loop::watch() {
  const auto now = steady::now();
  if (now < watched_) return;
  watched_ = never;
  dispatch(now);
}

steady::time_point open_loop::next() const noexcept {
  auto found = never;
  for (const queue& each : queues_) found = std::min(found, each.next());
  return found;
}

/// Each taker reads the clock for itself, so that none is late by what the ones before it took.
void open_loop::dispatch(steady::time_point now) {
  for (queue& each : queues_) {
    while (!full() && each.next() <= now) each.first()->take_due();
  }
  if (!full()) wake_for(next(), now);
}

/// Makes sure that a request due at `due` is looked at in time. A timer that fires sooner will do: it looks again.
void open_loop::wake_for(steady::time_point due, steady::time_point now) {
  if (due == never || ended_ || watching()) return;
  const auto wanted = margin_.time_to_wake(due, now);
  if (armed_ <= wanted) return;
  armed_ = wanted;
  timer_.expires_at(wanted);
  timer_.async_wait([this](const std::error_code& cancelled) {
    if (!cancelled) woken();
  });
}

void open_loop::woken() {
  const auto now = steady::now();
  margin_.woke(now - armed_);
  armed_ = never;
  if (ended_ || full()) return;
  const auto due = next();
  if (margin_.watches() && due > now && due <= now + wake_margin::longest) {
    watched_ = due;
  } else {
    dispatch(now);
  }
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
