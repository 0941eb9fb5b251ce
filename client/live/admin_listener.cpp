#include "client/live/admin_listener.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/write.hpp>

#include "client/live/live_json.hpp"
#include "client/live/metrics_text.hpp"
#include "common/http1/request_parser.hpp"
#include "common/log.hpp"
#include "common/net/listener.hpp"
#include "config/listen_address.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::duration patience = 3s;  // for a request and its answer together
constexpr std::size_t most_callers = 16;
constexpr std::size_t most_at_once = 2048;  // bytes
constexpr http1::head_limits limits{.target = 1024, .head = std::size_t{8} * 1024, .fields = 64};

net::address address_of(const std::string& where) {
  const auto parsed = config::parse_listen_address(where);
  if (!parsed) throw std::runtime_error("--admin " + where + ": " + parsed.error());
  const bool named = parsed->is == config::listen_address::kind::host && parsed->host != "localhost";
  return net::numeric_address(named ? parsed->host : "127.0.0.1", parsed->port);
}

descriptor listen(const std::string& where) {
  const net::address wanted = address_of(where);
  auto socket = net::listen_on(wanted, net::sharing::alone);
  if (!socket) throw std::runtime_error("--admin: cannot listen on " + wanted.text() + ": " + socket.error().message());
  return std::move(*socket);
}

}  // namespace

admin_listener::admin_listener(asio::io_context& io, const std::string& where, live_plan plan)
    : io_(io),
      plan_(std::move(plan)),
      socket_(listen(where)),
      new_callers_(io, ::fcntl(socket_.raw(), F_DUPFD_CLOEXEC, 0)) {
  log::info("metrics on http://" + net::local_address(socket_.raw()).text() + "/metrics");
  await_callers();
}

void admin_listener::publish(live_moment now, const histogram& latencies) {
  now_ = std::move(now);
  latencies_ = &latencies;
  pages_.reset();
}

const admin_pages& admin_listener::pages() {
  static const histogram nothing;
  if (!pages_) {
    pages_ = admin_pages{.metrics = metrics_text(plan_, now_, latencies_ == nullptr ? nothing : *latencies_),
                         .status = live_json(plan_, now_) + "\n"};
  }
  return *pages_;
}

void admin_listener::await_callers() {
  new_callers_.async_wait(watched::wait_read, [this](const std::error_code& cancelled) {
    if (!cancelled) take_callers();
  });
}

/// Some of those who wait; more of them make the next wait short.
void admin_listener::take_callers() {
  for (std::size_t taken = 0; taken < most_callers; ++taken) {
    net::address peer;
    auto accepted = net::accept_from(socket_.raw(), peer);
    if (!accepted && accepted.error().value() == ECONNABORTED) continue;
    if (!accepted) {
      held_up_ = accepted.error().value() != EAGAIN;
      break;
    }
    make_room();
    asio::co_spawn(io_.get_executor(), serve(this, &io_, accepted->release()), [](const std::exception_ptr& escaped) {
      if (escaped) log::warning("a scraper's connection was dropped");
    });
  }
  if (!held_up_) await_callers();
}

/// The one who has been here longest makes place for the next: the silent cannot keep others out.
void admin_listener::make_room() noexcept {
  if (callers_.size() >= most_callers) net::wake_waiting(callers_.front()->socket);
}

void admin_listener::sweep(steady::time_point now) noexcept {
  for (caller* each : callers_) {
    if (each->until <= now) net::wake_waiting(each->socket);
  }
  if (std::exchange(held_up_, false)) await_callers();
}

net::awaitable<> admin_listener::serve(admin_listener* home, asio::io_context* io, int socket) {
  caller with{net::stream_socket(*io), steady::now() + patience};
  std::error_code problem;
  with.socket.assign(asio::generic::stream_protocol(AF_INET, 0), socket, problem);
  if (problem) {
    const descriptor closed(socket);
    co_return;
  }
  home->callers_.push_back(&with);
  co_await home->talk(with);
  std::erase(home->callers_, &with);
}

net::awaitable<> admin_listener::talk(caller& with) {
  std::string text = co_await answer_to(with);
  if (!text.empty()) co_await say_and_part(with, std::move(text));
}

/// Empty when the caller went away, or was put out.
net::awaitable<std::string> admin_listener::answer_to(caller& from) {
  http1::request_parser parser(limits);
  std::vector<http::field> fields;
  std::vector<char> bytes(most_at_once);
  for (;;) {
    const auto [problem, count] = co_await from.socket.async_read_some(asio::buffer(bytes), net::awaiting);
    if (problem) co_return std::string{};
    const auto got = parser.take_head({bytes.data(), count}, fields);
    if (got.problem) co_return admin_refusal(*got.problem);
    if (got.complete) co_return admin_answer(parser.head(), pages());
  }
}

/// Ends with our FIN first, and reads what still comes for a while, or a reset might take the answer away.
net::awaitable<> admin_listener::say_and_part(caller& to, std::string text) {
  constexpr int most_reads = 64;
  const auto [problem, count] = co_await asio::async_write(to.socket, asio::buffer(text), net::awaiting);
  if (problem) co_return;
  net::send_fin(to.socket);
  std::vector<char> unread(most_at_once);
  for (int reads = 0; reads < most_reads; ++reads) {
    const auto [ended, more] = co_await to.socket.async_read_some(asio::buffer(unread), net::awaiting);
    if (ended) co_return;
  }
}

}  // namespace synfin::load
