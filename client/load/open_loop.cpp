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
}

void open_loop::end() {
  ended_ = true;
  timer_.cancel();
}

void open_loop::put_back(std::size_t destination, steady::time_point due) {
  queues_[destination].schedule.put_back(due);
  --in_flight_;
}

/// Each taker reads the clock for itself, so that none is late by what the ones before it took.
void open_loop::look() {
  const auto now = steady::now();
  for (queue& each : queues_) {
    while (!full() && each.next() <= now) each.first()->take_due();
  }
}

bool open_loop::may_sleep() {
  const auto due = next();
  if (due == never) return true;
  const auto wanted = margin_.time_to_wake(due);
  if (wanted <= steady::now()) return false;
  // One that fires sooner will do: it costs no more than to set it anew.
  if (wanted < armed_) set_timer(wanted);
  return true;
}

steady::time_point open_loop::next() const noexcept {
  auto found = never;
  if (ended_ || full()) return found;
  for (const queue& each : queues_) found = std::min(found, each.next());
  return found;
}

void open_loop::set_timer(steady::time_point when) {
  armed_ = when;
  timer_.expires_at(when);
  timer_.async_wait([this](const std::error_code& cancelled) {
    if (cancelled) return;
    const auto now = steady::now();
    margin_.woke(now - armed_, now - next());
    armed_ = never;
  });
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
