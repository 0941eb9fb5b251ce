#include "server/server.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "common/cpus.hpp"
#include "common/error.hpp"
#include "common/log.hpp"
#include "common/thousands.hpp"
#include "server/signals.hpp"

namespace synfin::server {
namespace {

/// The access log's path: chosen, or standard output where a person looks on. nullopt = no log.
std::optional<std::string> log_path(const config::server_settings& settings) {
  if (settings.access_log == "off") return std::nullopt;
  if (!settings.access_log.empty()) return settings.access_log;
  if (::isatty(STDOUT_FILENO) == 1) return "-";
  return std::nullopt;
}

/// How many descriptors each worker may keep for large files: half of what the process may open belongs to connections.
std::size_t open_files_of(const config::server_settings& settings, std::size_t workers) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return settings.limits.open_files;
  return std::min<std::size_t>(settings.limits.open_files, limit.rlim_cur / 2 / workers);
}

constexpr auto between_looks = std::chrono::seconds{1};
constexpr auto between_remarks = std::chrono::hours{24};

/// The usual port as soon as there is a certificate.
std::vector<std::string> secure_listeners(const config::server_tls& tls) {
  if (!tls.enabled() || !tls.listen.empty()) return tls.listen;
  return {"443"};
}

int poll_timeout(steady::time_point until) {
  if (until == steady::time_point::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady::now());
  return static_cast<int>(std::clamp<long long>(left.count(), 0, 3'600'000));
}

}  // namespace

server::server(const config::server_settings& settings, std::shared_ptr<const site::host_table> hosts)
    : settings_(settings),
      signals_(open_signals()),
      done_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      hosts_(std::move(hosts)),
      backstage_(settings) {
  if (!done_.valid()) throw system_failure(errno, "cannot make an eventfd");
  const std::size_t count = settings_.workers != 0 ? settings_.workers : usable_cpus();
  settings_.limits.open_files = open_files_of(settings_, count);
  if (const auto path = log_path(settings_)) log_ = std::make_unique<log_writer>(*path, "access log");
  if (!settings_.trace_connections.empty()) {
    traces_ = std::make_unique<log_writer>(settings_.trace_connections, "file of traces");
  }
  if (settings_.tls.enabled()) {
    credentials_ = std::make_unique<credentials>(settings_.tls);
    next_look_ = next_remarks_ = steady::now();
  }
  listeners_ = open_listeners(settings_.listen, secure_listeners(settings_.tls), count);
  open_workers(count);
}

void server::open_workers(std::size_t count) {
  const std::size_t connections = std::max<std::size_t>(1, settings_.limits.connections / count);
  const std::uint16_t https_port = settings_.tls.redirect ? listeners_.https_port : std::uint16_t{0};
  for (auto& sockets : listeners_.shares) {
    worker::share mine{.listeners = std::move(sockets),
                       .most_connections = connections,
                       .credentials = credentials_ ? credentials_->make() : nullptr,
                       .https_port = https_port,
                       .hosts = hosts_,
                       .site_services = backstage_.services()};
    workers_.push_back(
        std::make_unique<worker>(settings_, std::move(mine), worker::writers{log_.get(), traces_.get()}));
    backstage_.listen([&each = *workers_.back()] { each.go_on(); });
  }
}

server::~server() {
  backstage_.stop();  // it tells workers of its results
  for (const std::string& file : listeners_.socket_files) ::unlink(file.c_str());
}

void server::start_workers() {
  for (const auto& each : workers_) {
    threads_.emplace_back([this, &each = *each] {
      each.run();
      const std::uint64_t one = 1;
      [[maybe_unused]] const auto written = ::write(done_.raw(), &one, sizeof one);
    });
  }
  still_running_ = workers_.size();
}

server::woken_by server::wait(steady::time_point until) {
  while (true) {
    std::array<pollfd, 2> sources{{{signals_.raw(), POLLIN, 0}, {done_.raw(), POLLIN, 0}}};
    const int ready = ::poll(sources.data(), sources.size(), poll_timeout(std::min(until, next_look_)));
    if (ready == 0 && steady::now() >= until) return woken_by::time;
    std::uint64_t ended = 0;
    if (::read(done_.raw(), &ended, sizeof ended) > 0) still_running_ -= ended;
    if (still_running_ == 0) return woken_by::workers_done;
    const int signal = next_signal(signals_);
    if (signal == SIGTERM || signal == SIGINT || signal == SIGQUIT) return woken_by::signal_to_stop;
    act_on(signal);
    look_after_credentials();
  }
}

void server::act_on(int signal) {
  if (signal == SIGUSR1 && log_) log_->reopen();
  if (signal == SIGUSR1 && traces_) traces_->reopen();
  if (signal == SIGHUP && credentials_) reload_credentials();
}

/// Certificates are swapped when their files change, and what is wrong with them is said once a day.
void server::look_after_credentials() {
  const auto now = steady::now();
  if (now < next_look_) return;
  next_look_ = now + between_looks;
  if (credentials_->changed()) reload_credentials();
  if (now < next_remarks_) return;
  next_remarks_ = now + between_remarks;
  const auto today = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  for (const std::string& remark : credentials_->remarks(today)) log::warning(remark);
}

/// Connections stay as they are; new ones get the new certificates.
void server::reload_credentials() {
  if (const auto done = credentials_->reload(); !done) {
    return log::error("certificates not reloaded, the old ones stay in use: " + done.error());
  }
  for (const auto& each : workers_) each->adopt(credentials_->make());
  next_remarks_ = next_look_;
  log::info("certificates reloaded");
}

int server::run() {
  start_workers();
  wait(steady::time_point::max());
  const int status = stop();
  for (std::thread& each : threads_) each.join();
  backstage_.stop();
  for (const auto& lines : {log_.get(), traces_.get()}) {
    if (lines != nullptr) lines->finish();  // what it could not write is part of the report
  }
  report(status == 0);
  return status;
}

int server::stop() {
  log::info(fmt::format("stopping; answers under way have {} s, a second signal stops at once",
                        std::chrono::duration_cast<std::chrono::seconds>(settings_.grace).count()));
  for (const auto& each : workers_) each->drain();
  const woken_by how = wait(steady::now() + settings_.grace);
  if (how != woken_by::workers_done) {
    for (const auto& each : workers_) each->stop();
  }
  return how == woken_by::signal_to_stop ? 1 : 0;
}

std::uint64_t server::sum(counter counters::* which) const {
  std::uint64_t total = 0;
  for (const auto& each : workers_) total += (each->count().*which).value();
  return total;
}

void server::report(bool in_time) const {
  log::info(fmt::format("{}: {} requests on {} connections, {} connections cut",
                        in_time ? "stopped" : "stopped at once", thousands(sum(&counters::exchanges)),
                        thousands(sum(&counters::accepted)), thousands(sum(&counters::cut_at_stop))));
  for (const auto& [words, which] : counter_names)
    log::verbose(fmt::format("{:>15}  {}", thousands(sum(which)), words));
  const auto lost = [](std::uint64_t count, std::string_view words) {
    if (count != 0) log::warning(fmt::format("{} {}", thousands(count), words));
  };
  lost(sum(&counters::log_lines_lost), "access log lines were lost: the log was too slow");
  lost(sum(&counters::trace_lines_lost), "traces were lost: their file was too slow");
  if (log_) lost(log_->lost(), "access log lines were lost: the log could not be written");
  if (traces_) lost(traces_->lost(), "traces were lost: their file could not be written");
}

}  // namespace synfin::server
