#include "client/load/worker.hpp"

#include <sys/prctl.h>

#include <algorithm>

#include <asio/co_spawn.hpp>

#include "client/load/lane.hpp"
#include "client/load/thread_usage.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::duration tick_length = 10ms;
constexpr steady::duration starting_tick = 1ms;
constexpr steady::duration longest_sweep = 100ms;
constexpr steady::duration shortest_sweep = 1ms;
constexpr steady::duration longest_drain = 5s;
constexpr std::size_t scratch_size = 128 * 1024;

/// Timeouts are seen within a tenth of their length.
steady::duration sweep_for(const config::load_settings& settings) noexcept {
  const steady::duration shortest = std::min(settings.timeout, settings.connect_timeout);
  return std::clamp(shortest / 10, shortest_sweep, longest_sweep);
}

/// What worker `what` sends of all requests, if these are counted.
std::optional<std::uint64_t> requests_of(const worker::order& what) {
  if (what.pace->schedule) return what.pace->schedule->requests(what.number);
  const auto& settings = *what.settings;
  const auto ours = stop_rule::share(settings.requests, settings.part.number - 1, settings.part.of);
  return stop_rule::share(ours, what.number, what.workers);
}

std::vector<request_cursor> cursors(const worker::order& what) {
  std::vector<request_cursor> made;
  for (const destination& each : *what.destinations) made.emplace_back(*each.asked, what.number, what.workers);
  return made;
}

connect_pacer pace_of_connections(const worker::order& what) {
  const double rate = what.settings->pacing.connect_rate;
  if (rate <= 0) return {};
  return {rate, what.number, what.workers, what.pace->begins};
}

}  // namespace

worker::worker(order what)
    : order_(std::move(what)),
      context_{.settings = *order_.settings,
               .destinations = *order_.destinations,
               .tls = order_.tls,
               .rule = {requests_of(order_), std::nullopt},
               .counts = {},
               .cursors = cursors(order_),
               .working_address = std::vector<std::size_t>(order_.destinations->size()),
               .shelves = std::vector<tls::session_shelf>(order_.destinations->size()),
               .scratch = std::vector<char>(scratch_size),
               .random = std::minstd_rand(static_cast<unsigned>(order_.number + 1)),
               .lanes = {},
               .sockets = {},
               .alarms = {},
               .sources = source_ring(order_.settings->sources, order_.number),
               .pace = pace_of_connections(order_)},
      watch_({.from = steady::time_point::max(),
              .length = interval_length(*order_.settings),
              .open_loop = order_.settings->pacing.open_loop(),
              .board = order_.watched ? &board_ : nullptr}),
      sweep_length_(sweep_for(*order_.settings)),
      io_(ASIO_CONCURRENCY_HINT_UNSAFE),
      more_(io_.get_executor()) {
  const auto& pacing = order_.settings->pacing;
  if (pacing.open_loop() || pacing.warmup > 0ms) context_.uncounted = std::make_unique<tally>();
  if (!order_.pace->schedule) return;
  const auto most = stop_rule::share(pacing.max_in_flight, order_.number, order_.workers).value_or(0);
  paced_.emplace(*order_.pace->schedule, order_.number, order_.destinations->size(), most);
  context_.paced = &*paced_;
  context_.counted_from = steady::time_point::max();
}

void worker::run() {
  const thread_usage before = used_by_this_thread();
  watch_.begin();
  const auto started = steady::now();
  if (paced_) ::prctl(PR_SET_TIMERSLACK, 1UL);  // of this thread; in nanoseconds
  if (started >= order_.pace->begins) begin();
  ticks_ = next_tick(started);
  while (runs()) turn();
  if (paced_ && !said_ready_) order_.pace->line.ready(steady::now());  // nobody shall wait for one who has gone
  const thread_usage after = used_by_this_thread();
  const auto ended = steady::now();
  add_up(ended);
  usage_ = {after.cpu_seconds - before.cpu_seconds, std::chrono::duration<double>(ended - started).count(),
            after.waited_seconds - before.waited_seconds};
  watch_.finish(ended, context_.counts);
  if (escaped_) std::rethrow_exception(escaped_);
}

/// Until the last lane has ended.
bool worker::runs() const noexcept { return begun_ ? running_ != 0 : !called_off_; }

/// The tick and what was posted, then what is due, then the connections; it sleeps where none of them had anything.
void worker::turn() {
  constexpr unsigned rarely = 4;  // while there is no sleep to be thought of: timers need no more
  const bool moved = came_ || sent_;
  if (!(moved || watches_clock_) || ++turns_ % rarely == 0) look_around();
  if (!runs()) return;
  const bool found = wait(moved);
  sent_ = paced_ && paced_->look();
  if (found && !came_) context_.lulled = lull_until(now());
  came_ = context_.sockets.tell();
  context_.lulled.reset();
}

/// The tick comes first: what it cuts short is posted. Besides that only lanes' timers, beginnings and ends are, and
/// to ask Asio for what is not there costs a system call.
void worker::look_around() {
  const auto now = steady::now();
  const bool ticks = now >= ticks_;
  if (ticks) {
    tick(now);
    ticks_ = next_tick(now);
  }
  const bool rings = !context_.alarms.empty() && *context_.alarms.begin() <= now;
  if (ticks || rings || context_.lanes.size() != running_) io_.poll();
}

/// For the connections, until time brings something; where that is at once, it only looks at them. So it does where one
/// has `moved`, been read or written: to sleep and to be woken costs more than to look once more. False: none has
/// anything.
bool worker::wait(bool moved) {
  auto until = steady::time_point::min();
  auto due = steady::time_point::max();
  if (!moved) {
    if (paced_) due = paced_->wakes();
    until = std::min({due, ticks_, context_.alarms.empty() ? ticks_ : *context_.alarms.begin()});
  }
  const auto now = steady::now();
  const bool sleeps = until > now;
  watches_clock_ = !moved && !sleeps;
  if (sleeps && until == due) armed_ = std::min(armed_, due);
  const bool found = sleeps ? context_.sockets.wait(until) : context_.sockets.look();
  if (const auto rang = context_.sockets.rang()) {
    if (paced_ && *rang == armed_) paced_->woke(armed_, steady::now(), found);
    armed_ = steady::time_point::max();
  }
  // Where it did not sleep, the lull begins before the look: had the machine stood still just behind it, what came
  // meanwhile would be older than the lull, and be taken to have come when the clock was read at last.
  if (!found) looked_ = sleeps ? steady::now() : now;
  return found;
}

/// The lull that ends with what the connections are about to say; none where it was too short to matter.
std::optional<lull> worker::lull_until(const moment& end) const noexcept {
  constexpr auto worth_a_stamp = 40us;
  if (end.steady_time - looked_ < worth_a_stamp) return std::nullopt;
  return lull{looked_, end};
}

/// Makes the connections. In a closed loop they begin to ask.
void worker::begin() {
  begun_ = true;
  if (!paced_) {
    start(order_.pace->begins);
  } else if (const auto known = order_.pace->starts) {
    start(*known);
  }
  for (const std::size_t destination : order_.lanes) start_lane(destination);
}

/// From `when` on requests are due, and from the end of the warm-up on they count.
void worker::start(steady::time_point when) {
  started_ = true;
  const auto& settings = context_.settings;
  if (context_.uncounted) context_.counted_from = when + settings.pacing.warmup;
  watch_.count_from(when + settings.pacing.warmup);
  if (settings.duration) context_.rule.close_at(when + settings.pacing.warmup + *settings.duration);
  if (!paced_) return;
  paced_->begin(when);
  if (settings.pacing.replay_speed > 0) context_.rule.limit(paced_->recorded());
}

/// An open loop begins when all workers' connections stand, or have been refused, or have kept everybody waiting.
void worker::await_start(steady::time_point now) {
  const auto& settings = context_.settings;
  starting_line& line = order_.pace->line;
  const std::size_t enough = settings.pacing.connect_rate > 0 ? 1 : order_.lanes.size();
  const bool late = now >= order_.pace->begins + settings.connect_timeout;
  if (!said_ready_ && (context_.settled >= enough || late || running_ == 0)) {
    said_ready_ = true;
    line.ready(now);
  }
  if (const auto when = line.start()) start(*when);
}

void worker::start_lane(std::size_t destination) {
  ++running_;
  asio::co_spawn(io_.get_executor(), keep_lane(&context_, &io_, destination),
                 [this](const std::exception_ptr& escaped) { lane_ended(escaped); });
}

void worker::lane_ended(const std::exception_ptr& escaped) {
  if (escaped && !escaped_) {
    escaped_ = escaped;
    context_.rule.stop();
  }
  if (--running_ == 0 && paced_) paced_->end();
}

/// The next one of: a tick's length from now, the deadline, the start, an interval's end.
steady::time_point worker::next_tick(steady::time_point now) const noexcept {
  const bool starting = begun_ && !started_;
  auto next = now + std::min(starting ? starting_tick : tick_length, sweep_length_);
  const auto no_later = [&](steady::time_point that) {
    if (that > now) next = std::min(next, that);
  };
  no_later(context_.rule.deadline());
  if (!begun_) no_later(order_.pace->begins);
  if (!started_) return next;
  no_later(context_.counted_from);
  no_later(watch_.next());
  return next;
}

void worker::tick(steady::time_point now) {
  if (now >= context_.counted_from) tally::record(context_.counts.loop_lag, now - ticks_);
  if (!begun_ && now >= order_.pace->begins) begin();
  if (begun_ && !started_) await_start(now);
  if (order_.stop->load(std::memory_order_relaxed)) context_.rule.stop();
  called_off_ = !begun_ && context_.rule.closed(now);
  if (context_.rule.closed(now) && context_.drained == steady::time_point::max()) {
    closed_ = std::min(now, context_.rule.deadline());
    context_.drained = now + std::min<steady::duration>(longest_drain, context_.settings.timeout);
  }
  // An open loop's connections that wait for requests are told at once that none will come.
  if (now >= swept_ + sweep_length_ || (paced_ && context_.rule.over(now))) {
    swept_ = now;
    for (lane* each : context_.lanes) each->sweep(now);
  }
  if (now >= watch_.next()) watch_.look(now, context_.counts, stands(now));
}

standing worker::stands(steady::time_point now) const noexcept {
  standing found;
  found.asking = !context_.rule.over(now);
  if (paced_) found.behind = paced_->behind(now);
  found.states.time_wait = context_.counts.time_wait_left;
  for (const lane* each : context_.lanes) each->count(found);
  return found;
}

/// What only the end shows.
void worker::add_up(steady::time_point now) {
  if (!context_.uncounted || !started_) return;
  tally& counts = context_.counts;
  counts.warmed_up = context_.uncounted->sent;
  counts.first = std::max(counts.first, context_.counted_from);
  if (!paced_) return;
  // All may have ended before a tick saw that it was time. What was due at the very end need not be sent.
  const auto last = std::min({closed_, now, context_.rule.deadline()}) - 1ns;
  const std::uint64_t before = paced_->behind(context_.counted_from - 1ns);
  const std::uint64_t waiting = paced_->behind(last);
  counts.never_sent = std::min(context_.rule.left(), waiting > before ? waiting - before : 0);
}

}  // namespace synfin::load
