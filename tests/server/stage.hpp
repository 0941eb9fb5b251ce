#pragma once

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include "server/connection.hpp"
#include "server/connection_run.hpp"
#include "tests/server/http1/room.hpp"
#include "tests/support/memory_stream.hpp"

namespace synfin::server {

/// A session that tells whether it is still there.
class watched_session final : public session {
 public:
  watched_session(std::unique_ptr<session> inner, int& alive) : inner_(std::move(inner)), alive_(alive) { ++alive_; }
  ~watched_session() override { --alive_; }
  void receive(std::string_view bytes) override { inner_->receive(bytes); }
  void receive_end() override { inner_->receive_end(); }
  output pending() const noexcept override { return inner_->pending(); }
  void sent(std::uint64_t count) override { inner_->sent(count); }
  bool finished() const noexcept override { return inner_->finished(); }
  bool lingers() const noexcept override { return inner_->lingers(); }
  patience waiting() const noexcept override { return inner_->waiting(); }
  void expire() override { inner_->expire(); }
  void end_if_idle() override { inner_->end_if_idle(); }
  bool takes_more() const noexcept override { return inner_->takes_more(); }
  void announce_end() override { inner_->announce_end(); }
  void go_on() override { inner_->go_on(); }
  bool undecided() const noexcept override { return inner_->undecided(); }
  std::unique_ptr<session> successor() override {
    auto found = inner_->successor();
    return found ? std::make_unique<watched_session>(std::move(found), alive_) : nullptr;
  }

 private:
  std::unique_ptr<session> inner_;
  int& alive_;
};

inline net::awaitable<> serve_over(test::memory_stream stream, std::unique_ptr<session> talk,
                                   connection_services& services) {
  connection<test::memory_stream> one(std::move(stream), std::move(talk), services);
  co_await one.run();
}

/// One connection with everything round it, driven step by step: a turn of the loop, a tick of the wheel.
class stage {
 public:
  static constexpr config::server_timeouts timeouts{.head = std::chrono::milliseconds{1000},
                                                    .keep_alive = std::chrono::milliseconds{2000},
                                                    .write = std::chrono::milliseconds{1400},
                                                    .linger = std::chrono::milliseconds{600}};

  void start() {
    start_with(std::make_unique<http1::session>(here.services, connection_facts{.peer = "peer", .subject = {}}));
  }

  void start_with(std::unique_ptr<session> talk) {
    asio::co_spawn(io,
                   serve_over({far_end, io.get_executor()},
                              std::make_unique<watched_session>(std::move(talk), sessions), services),
                   [this](const std::exception_ptr& escaped) {
                     over = true;
                     CHECK_FALSE(escaped);
                   });
    settle();
  }

  /// Runs all that is ready.
  void settle() {
    io.restart();
    io.poll();
  }

  void tick() {
    wheel.advance();
    settle();
  }

  /// Ticks until the connection is over; the ticks it took.
  std::uint64_t ticks_to_the_end() {
    constexpr std::uint64_t too_many = 1000;
    const std::uint64_t before = wheel.now();
    while (!over && wheel.now() - before < too_many) tick();
    CHECK(over);
    return wheel.now() - before;
  }

  void arrive(std::string bytes) {
    far_end.arrive({test::arrival::kind::bytes, std::move(bytes)});
    settle();
  }
  void arrive_end() {
    far_end.arrive({test::arrival::kind::end, {}});
    settle();
  }

  /// The connection as its worker finds it.
  live_connection& connection_in_wheel() {
    live_connection* found = nullptr;
    wheel.each([&](deadline& entry) { found = static_cast<live_connection*>(&entry); });
    REQUIRE(found != nullptr);
    return *found;
  }

  /// Nothing of the connection is left.
  void check_gone() {
    CHECK(over);
    CHECK(far_end.closed);
    CHECK(sessions == 0);
    std::size_t set = 0;
    wheel.each([&](deadline&) { ++set; });
    CHECK(set == 0);
  }

  http1::room here;
  test::wire far_end;
  deadline_wheel wheel;
  counters count;
  std::array<char, 4096> scratch{};
  connection_services services{wheel, scratch, timeouts, count};
  int sessions = 0;
  bool over = false;
  asio::io_context io{1};  // last: the frames in it touch the rest
};

/// Whole ticks in `time`.
inline std::uint64_t ticks(std::chrono::milliseconds time) {
  return static_cast<std::uint64_t>(time / deadline_wheel::tick);
}

}  // namespace synfin::server
