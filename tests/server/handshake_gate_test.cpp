#include "server/tls_greeting.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

namespace synfin::server {
namespace {

net::awaitable<> enter(handshake_gate& gate, std::string& story) {
  co_await gate.enter();
  story += 'h';
}

/// Live traffic: something to do in each of `turns` turns of the loop.
void work(asio::io_context& io, std::string& story, int turns) {
  if (turns == 0) return;
  story += '.';
  asio::post(io, [&io, &story, turns] { work(io, story, turns - 1); });
}

TEST_CASE("a crowd of handshakes is let in a few a turn, and live traffic has its own in between") {
  constexpr std::size_t crowd = 50;
  asio::io_context io(1);
  handshake_gate gate(io.get_executor());
  std::string story;
  for (std::size_t each = 0; each < crowd; ++each) {
    asio::co_spawn(io, enter(gate, story), [](const std::exception_ptr& escaped) { CHECK_FALSE(escaped); });
  }
  asio::post(io, [&] { work(io, story, 30); });
  io.run();
  CHECK(static_cast<std::size_t>(std::ranges::count(story, 'h')) == crowd);
  CHECK_FALSE_MESSAGE(story.contains(std::string(2 * handshake_gate::most_a_turn + 1, 'h')), story);
  CHECK_MESSAGE(story.find('.') <= handshake_gate::most_a_turn, story);
}

}  // namespace
}  // namespace synfin::server
