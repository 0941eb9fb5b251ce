#include "server/worker.hpp"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include <asio/co_spawn.hpp>

#include "common/log.hpp"
#include "common/net/listener.hpp"

namespace synfin::server {
namespace {

constexpr std::size_t scratch_size = std::size_t{64} * 1024;
constexpr int accepts_a_turn = 64;
constexpr auto pause_without_room = std::chrono::milliseconds{100};

// While the server stops, a request of a connection that was busy lately may be on its way: our FIN would cross it, and
// nobody could answer it any more. So a connection is left a second from its last answer, time enough for a peer whose
// machine has stalled; and handshakes under way at least two ticks.
constexpr std::chrono::milliseconds long_idle{1000};
constexpr std::uint64_t least_drain_ticks = 2;

/// In ticks, and never more than half of what the whole stop may take.
std::uint64_t long_idle_of(std::chrono::milliseconds grace) {
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::min(long_idle, grace / 2) / deadline_wheel::tick));
}

std::string escaped_text(const std::exception_ptr& escaped) {
  try {
    std::rethrow_exception(escaped);
  } catch (const std::exception& problem) {
    return problem.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

bool somebody_waits(int listener) noexcept {
  pollfd watched{listener, POLLIN, 0};
  return ::poll(&watched, 1, 0) == 1;
}

/// What every coroutine of a worker ends in: an exception that gets here is a defect, and is said.
void tell_escaped(const std::exception_ptr& escaped) {
  if (escaped) log::error("a worker's task ended by an exception: " + escaped_text(escaped));
}

}  // namespace

worker::worker(const config::server_settings& settings, share mine, writers lines)
    : settings_(settings),
      most_connections_(mine.most_connections),
      long_idle_ticks_(long_idle_of(settings.grace)),
      sites_(std::move(mine.hosts), mine.site_services,
             {settings.limits.memory_file, settings.limits.memory_store, settings.limits.open_files}),
      scratch_(scratch_size),
      connections_{wheel_, scratch_, settings.timeouts, count_},
      ledger_(count_, lines.access, settings.log_format, sessions_.now),
      sessions_{.sites = sites_,
                .listener = ledger_,
                .count = count_,
                .limits = {settings.limits.target, settings.limits.head, settings.limits.fields, settings.limits.body,
                           static_cast<std::uint32_t>(settings.limits.streams)},
                .now = {},
                .date = {},
                .buffers = {},
                .fields = {},
                .https_port = mine.https_port,
                .parked = 0,
                .draining = false},
      credentials_(std::move(mine.credentials)),
      io_(ASIO_CONCURRENCY_HINT_UNSAFE),
      timer_(io_.get_executor()),
      gate_(io_.get_executor()),
      commands_(io_.get_executor(), ::fcntl(control_.waiting(), F_DUPFD_CLOEXEC, 0)),
      changes_(io_.get_executor()) {
  if (lines.traces != nullptr) traces_.emplace(*lines.traces, settings.trace_one_in, count_);
  for (listening_socket& each : mine.listeners) {
    if (traces_) net::save_syns(each.socket.raw());
    doors_.push_back(
        std::make_unique<door>(watched_descriptor(io_.get_executor(), each.socket.release()), each.secure));
  }
  if (sites_.changes() >= 0) changes_.assign(::fcntl(sites_.changes(), F_DUPFD_CLOEXEC, 0));
  read_clocks();
  started_ = sessions_.now.steady_time;
}

worker::~worker() = default;

void worker::run() {
  asio::co_spawn(io_, keep_ticking(), tell_escaped);
  asio::co_spawn(io_, obey(), tell_escaped);
  if (changes_.is_open()) asio::co_spawn(io_, watch_files(), tell_escaped);
  for (const auto& each : doors_) asio::co_spawn(io_, accept_all(*each), tell_escaped);
  io_.run();
  flush_lines();
}

void worker::read_clocks() {
  const wall_seconds before = std::chrono::floor<std::chrono::seconds>(sessions_.now.wall_time);
  sessions_.now = now();
  const wall_seconds second = std::chrono::floor<std::chrono::seconds>(sessions_.now.wall_time);
  if (second != before) sessions_.date = http::format_date(second);
}

/// The worker's one timer: the time, the deadlines, the log, and the course of a stop.
net::awaitable<> worker::keep_ticking() {
  while (!over_) {
    timer_.expires_after(deadline_wheel::tick);
    const auto [problem] = co_await timer_.async_wait(net::awaiting);
    if (problem) co_return;
    read_clocks();
    const auto due = static_cast<std::uint64_t>((sessions_.now.steady_time - started_) / deadline_wheel::tick);
    while (wheel_.now() < due) wheel_.advance();
    results_.store(true, std::memory_order_relaxed);  // should nobody have told of one
    resume_parked();
    flush_lines();
    if (sessions_.draining) go_on_draining();
  }
}

net::awaitable<> worker::obey() {
  while (!over_) {
    const auto [problem] = co_await commands_.async_wait(watched_descriptor::wait_read, net::awaiting);
    if (problem) co_return;
    const command what = control_.take();
    take_credentials();
    resume_parked();
    if (what == command::drain) begin_drain();
    if (what == command::stop) cut_all();
  }
}

void worker::adopt(std::shared_ptr<tls::server_context> fresh) {
  {
    const std::scoped_lock lock(handing_over_);
    fresh_credentials_ = std::move(fresh);
  }
  control_.wake();
}

void worker::take_credentials() {
  const std::scoped_lock lock(handing_over_);
  if (fresh_credentials_) credentials_ = std::move(fresh_credentials_);
}

/// Answers what has waited for something that is known now.
void worker::resume_parked() {
  if (!results_.exchange(false, std::memory_order_acquire) || sessions_.parked == 0) return;
  wheel_.each([](deadline& entry) {
    auto& each = static_cast<live_connection&>(entry);
    try {
      each.go_on();
    } catch (const std::exception& problem) {
      // As in a connection's own coroutine: it ends, and nobody else does.
      log::error(std::string("a connection that waited was cut: ") + problem.what());
      each.cut();
    }
  });
}

net::awaitable<> worker::watch_files() {
  while (!over_) {
    const auto [problem] = co_await changes_.async_wait(watched_descriptor::wait_read, net::awaiting);
    if (problem) co_return;
    sites_.take_changes();
  }
}

/// Takes connections until the listener is closed; nothing else ends it.
net::awaitable<> worker::accept_all(door& from) {
  asio::basic_waitable_timer<steady, asio::wait_traits<steady>, net::executor> pause(io_.get_executor());
  while (accepting_) {
    const auto [problem] = co_await from.socket.async_wait(watched_descriptor::wait_read, net::awaiting);
    if (!accepting_) co_return;
    if (!problem && accept_batch(from) != batch::no_room) continue;
    count_.no_room.add();
    // What is evicted closes in this turn of the loop, before the listener is looked at again.
    if (evict_longest_idle()) continue;
    pause.expires_after(pause_without_room);
    co_await pause.async_wait(net::awaiting);
  }
}

bool worker::has_room() { return count_.open.value() < most_connections_; }

/// Takes what waits, at most a batch, so that those already connected get their turn.
worker::batch worker::accept_batch(door& from) {
  for (int taken = 0; taken < accepts_a_turn; ++taken) {
    // For those that wait alone: nobody shall be evicted for nobody.
    if (!has_room()) return somebody_waits(from.socket.native_handle()) ? batch::no_room : batch::queue_empty;
    net::address peer;
    auto socket = net::accept_from(from.socket.native_handle(), peer);
    if (socket) {
      admit(std::move(*socket), peer, from.secure);
      continue;
    }
    const int problem = socket.error().value();
    if (problem == EAGAIN) return batch::queue_empty;
    if (problem == EMFILE || problem == ENFILE || problem == ENOBUFS || problem == ENOMEM) return batch::no_room;
    count_.accept_errors.add();  // of that one connection, as accept(2) passes its network errors on
  }
  return batch::more_waiting;
}

void worker::empty_accept_queues() {
  for (const auto& each : doors_) {
    while (accept_batch(*each) == batch::more_waiting) {
    }
  }
}

void worker::admit(descriptor socket, const net::address& peer, bool secure) {
  const int family = peer.family();
  std::error_code problem;
  net::stream_socket stream(io_.get_executor());
  stream.assign(asio::generic::stream_protocol(family, 0), socket.raw(), problem);
  if (problem) return count_.accept_errors.add();
  socket.release();
  if (sessions_.draining) net::release_accepted(stream.native_handle());
  count_.accepted.add();
  count_.open.add();
  auto life = life_of(std::move(stream), peer, secure);
  asio::co_spawn(io_, std::move(life), [this](const std::exception_ptr& escaped) { connection_over(escaped); });
}

/// Not a coroutine itself: `peer` is not used any more once it has returned.
net::awaitable<> worker::life_of(net::stream_socket socket, const net::address& peer, bool secure) {
  connection_facts facts{.peer = ledger_.wants_texts() ? peer.host() : std::string{}, .subject = {}, .secure = secure};
  const protocol_services lent{sessions_, connections_, gate_};
  const auto is_tcp = [&] { return net::local_address(socket.native_handle()).family() != AF_UNIX; };
  auto watching = traces_ && is_tcp() ? traces_->watch(socket.native_handle(), peer) : nullptr;
  if (watching && secure) {
    return serve_secure_traced(std::move(socket), credentials_, std::move(facts), lent, std::move(watching));
  }
  if (watching) return serve_traced(std::move(socket), std::move(facts), lent, std::move(watching));
  return secure ? serve_secure(std::move(socket), credentials_, std::move(facts), lent)
                : serve(std::move(socket), std::move(facts), lent);
}

void worker::flush_lines() {
  ledger_.flush();
  if (traces_) traces_->flush();
}

void worker::connection_over(const std::exception_ptr& escaped) {
  count_.open.subtract();
  if (escaped) count_.escaped.add();
  tell_escaped(escaped);
  finish_when_empty();
}

/// Closes the connections that have been idle longest, a few at a time: looking through all of them should pay. False
/// if none is idle.
bool worker::evict_longest_idle() {
  constexpr std::size_t a_few = 16;
  std::vector<live_connection*> idle;
  wheel_.each([&](deadline& entry) {
    auto& each = static_cast<live_connection&>(entry);
    if (each.idle_since() != live_connection::busy) idle.push_back(&each);
  });
  if (idle.empty()) return false;
  // Where there are few, most of them stay.
  const std::size_t chosen = std::clamp<std::size_t>(idle.size() / 4, 1, a_few);
  std::ranges::partial_sort(idle, idle.begin() + static_cast<std::ptrdiff_t>(chosen), {},
                            [](const live_connection* each) { return each->idle_since(); });
  for (std::size_t at = 0; at < chosen; ++at) idle[at]->evict();
  count_.evicted.add(chosen);
  return true;
}

/// From here on every answer says `Connection: close`. New handshakes meet the next server (or a refusal); what the
/// kernel has accepted for us is taken, and those that were busy lately have a second for a request that is under way.
void worker::begin_drain() {
  if (sessions_.draining) return;
  sessions_.draining = true;
  drain_began_ = wheel_.now();
  for (const auto& each : doors_) net::refuse_new_handshakes(each->socket.native_handle());
  empty_accept_queues();
  wheel_.each([](deadline& entry) { static_cast<live_connection&>(entry).announce_end(); });
  end_long_idle();
  if (count_.open.value() == 0) end_drain();
}

void worker::end_long_idle() {
  wheel_.each([this](deadline& entry) {
    auto& each = static_cast<live_connection&>(entry);
    const std::uint64_t since = each.idle_since();
    if (since != live_connection::busy && wheel_.now() - since >= long_idle_ticks_) each.end_if_idle();
  });
}

void worker::go_on_draining() {
  end_long_idle();
  const std::uint64_t ticks = wheel_.now() - drain_began_;
  const bool nobody_left = count_.open.value() == 0 && ticks >= least_drain_ticks;
  if (accepting_ && (nobody_left || ticks > long_idle_ticks_)) end_drain();
}

/// The second is over: the listeners close. Connections that came at the last moment have a second of their own; the
/// rest end with their answers.
void worker::end_drain() {
  empty_accept_queues();
  accepting_ = false;
  for (const auto& each : doors_) each->socket.close();
  finish_when_empty();
}

/// Idle connections get their FIN all the same; the others are reset, and counted.
void worker::cut_all() {
  if (accepting_) end_drain();
  wheel_.each([this](deadline& entry) {
    auto& each = static_cast<live_connection&>(entry);
    if (each.idle_since() != live_connection::busy) return each.evict();
    count_.cut_at_stop.add();
    each.cut();
  });
}

/// Ends the worker's own tasks once no connection is left after a stop, and with them run(). It may be called from one
/// of them, which waits for nothing just then: it looks at over_ before it waits again.
void worker::finish_when_empty() {
  if (accepting_ || over_ || count_.open.value() != 0) return;
  over_ = true;
  timer_.cancel();
  commands_.close();
  if (changes_.is_open()) changes_.close();
}

}  // namespace synfin::server
