#include "server/control.hpp"

#include <doctest/doctest.h>
#include <poll.h>

#include <thread>

namespace synfin::server {
namespace {

bool readable(const control& commands) {
  pollfd source{commands.waiting(), POLLIN, 0};
  return ::poll(&source, 1, 0) == 1;
}

TEST_CASE("a command wakes who waits for it, once") {
  control commands;
  CHECK_FALSE(readable(commands));
  CHECK(commands.take() == command::none);
  commands.tell(command::drain);
  commands.tell(command::drain);
  CHECK(readable(commands));
  CHECK(commands.take() == command::drain);
  CHECK_FALSE(readable(commands));
}

TEST_CASE("a stronger command replaces a weaker one, never the other way round") {
  control commands;
  commands.tell(command::stop);
  commands.tell(command::drain);
  CHECK(commands.take() == command::stop);
}

TEST_CASE("a command arrives from another thread") {
  control commands;
  std::thread([&] { commands.tell(command::drain); }).join();
  CHECK(commands.take() == command::drain);
}

}  // namespace
}  // namespace synfin::server
