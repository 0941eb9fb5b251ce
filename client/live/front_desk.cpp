#include "client/live/front_desk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>

#include "client/live/live_json.hpp"
#include "client/live/terminal.hpp"
#include "common/error.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;
using config::progress_kind;

constexpr steady::duration between_looks = 250ms;

double seconds(steady::duration time) noexcept { return std::chrono::duration<double>(time).count(); }

/// A URL as a terminal may be shown it.
std::string printable(std::string text) {
  std::ranges::replace_if(text, [](char byte) { return byte < ' ' || byte > '~'; }, '?');
  return text;
}

live_plan plan_of(const config::load_settings& settings, std::size_t threads) {
  live_plan plan;
  if (!settings.urls.empty()) plan.target = printable(settings.urls.front());
  if (settings.urls.size() > 1) plan.target += " and " + std::to_string(settings.urls.size() - 1) + " more";
  plan.connections = settings.connections;
  plan.threads = threads;
  plan.open_loop = settings.pacing.open_loop();
  plan.rate = settings.pacing.stages.empty() ? settings.pacing.rate : 0;
  if (settings.duration) plan.of_s = seconds(*settings.duration + settings.pacing.warmup);
  plan.of_requests = settings.requests;
  return plan;
}

bool display_wanted(const config::load_settings& settings) noexcept {
  return settings.reports.progress == progress_kind::display && terminal::there();
}

/// A descriptor of our own for the same thing: Asio closes what it watches.
int duplicate(int original) {
  const int made = ::fcntl(original, F_DUPFD_CLOEXEC, 0);
  if (made < 0) throw system_failure(errno, "cannot watch a descriptor");
  return made;
}

}  // namespace

front_desk::front_desk(order what)
    : order_(std::move(what)),
      plan_(plan_of(*order_.settings, order_.threads)),
      signals_(display_wanted(*order_.settings)),
      io_(ASIO_CONCURRENCY_HINT_UNSAFE),
      signal_end_(io_, duplicate(signals_.raw())),
      thread_end_(io_, duplicate(order_.ended)),
      key_end_(io_),
      look_(io_) {
  const auto& reports = order_.settings->reports;
  if (!reports.admin.empty()) admin_ = std::make_unique<admin_listener>(io_, reports.admin, plan_);
  if (!display_wanted(*order_.settings)) return;
  display_.emplace(plan_);
  if (keyboard::there()) key_end_.assign(duplicate(STDIN_FILENO));
}

front_desk::~front_desk() = default;

/// Does anybody want to see figures while the run goes on?
bool front_desk::watches() const noexcept {
  return display_ || admin_ || order_.settings->reports.progress == progress_kind::jsonl;
}

void front_desk::run() {
  await_end();
  await_signal();
  if (key_end_.is_open()) await_key();
  if (watches()) look();
  if (watches()) schedule_look();
  io_.run();
  if (watches()) show(true);
  display_.reset();
}

void front_desk::await_end() {
  thread_end_.async_wait(watched::wait_read, [this](const std::error_code& cancelled) {
    if (cancelled) return;
    std::uint64_t more = 0;
    if (::read(order_.ended, &more, sizeof more) == sizeof more) ended_ += more;
    if (ended_ >= order_.threads) return io_.stop();
    await_end();
  });
}

void front_desk::await_signal() {
  signal_end_.async_wait(watched::wait_read, [this](const std::error_code& cancelled) {
    if (cancelled) return;
    for (int signal = signals_.next(); signal != 0; signal = signals_.next()) obey(signal);
    await_signal();
  });
}

void front_desk::await_key() {
  key_end_.async_wait(watched::wait_read, [this](const std::error_code& cancelled) {
    if (cancelled) return;
    if (display_->end_wanted()) ask_to_stop();
    look();
    await_key();
  });
}

void front_desk::obey(int signal) {
  if (signal == SIGINT || signal == SIGTERM) {
    if (!stopping_) return ask_to_stop();
    display_.reset();
    ::_exit(1);  // asked twice: at once
  }
  if (!display_) return;
  if (signal == SIGTSTP) {
    display_->leave();
    run_signals::stop_here();
  }
  if (signal != SIGWINCH) display_->come_back();
  look();
}

void front_desk::ask_to_stop() {
  stopping_ = true;
  order_.stop();
}

void front_desk::schedule_look() {
  look_.expires_after(between_looks);
  look_.async_wait([this](const std::error_code& cancelled) {
    if (cancelled) return;
    if (display_ && display_->end_wanted()) ask_to_stop();
    look();
    if (admin_) admin_->sweep(steady::now());
    schedule_look();
  });
}

/// Takes the workers' figures and shows them.
void front_desk::look() {
  track_.take(order_.take(), elapsed_s());
  show(false);
}

void front_desk::show(bool last) {
  if (last) track_.take(order_.take(), elapsed_s());
  live_moment now = track_.moment();
  now.stopping = stopping_;
  if (display_ && !last) display_->draw(now);
  if (order_.settings->reports.progress == progress_kind::jsonl && (last || now.elapsed_s >= next_line_s_)) {
    write_if_ready(live_json(plan_, now) + "\n");
    next_line_s_ += 1;
  }
  if (admin_) admin_->publish(std::move(now), track_.latencies());
}

double front_desk::elapsed_s() const noexcept { return seconds(steady::now() - order_.started); }

}  // namespace synfin::load
