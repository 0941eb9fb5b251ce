#include "common/tls/ticket_keys.hpp"

#include <string>

#include <doctest/doctest.h>

namespace synfin::tls {
namespace {

constexpr ticket_keys::seconds start{std::chrono::seconds{1'700'000'000}};
constexpr ticket_keys::seed seed{1, 2, 3};

TEST_CASE("copies of ticket keys have the same keys at the same time, however often they are asked") {
  ticket_keys asked_often(seed, start);
  for (auto at = start; at < start + 10 * ticket_keys::period; at += std::chrono::hours{1}) asked_often.sealing(at);
  ticket_keys asked_late(seed, start);
  const auto then = start + 10 * ticket_keys::period;
  CHECK(asked_often.sealing(then).name == asked_late.sealing(then).name);
  CHECK(asked_often.sealing(then).cipher == asked_late.sealing(then).cipher);
  CHECK(asked_often.sealing(then).mac == asked_late.sealing(then).mac);
}

TEST_CASE("a key opens for one period more than it seals, and then is gone") {
  ticket_keys keys(seed, start);
  const ticket_key first = keys.sealing(start);
  CHECK(keys.opening(first.name, start + ticket_keys::period - std::chrono::seconds{1}) == &keys.sealing(start));
  const auto second = start + ticket_keys::period;
  CHECK(keys.sealing(second).name != first.name);
  REQUIRE(keys.opening(first.name, second) != nullptr);
  CHECK(keys.opening(first.name, second)->cipher == first.cipher);
  CHECK(keys.opening(first.name, second + ticket_keys::period) == nullptr);
  CHECK_MESSAGE(keys.opening(first.name, start) == nullptr, "a clock that is set back brings no key back");
}

TEST_CASE("keys of different seeds have nothing in common") {
  ticket_keys one(seed, start);
  ticket_keys other({1, 2, 4}, start);
  CHECK(one.sealing(start).name != other.sealing(start).name);
  CHECK(one.sealing(start).cipher != other.sealing(start).cipher);
  CHECK(one.sealing(start).mac != one.sealing(start).cipher);
}

TEST_CASE("of the keys in a file the first seals, all of them open, and they stay") {
  std::string bytes;
  for (const char fill : {'a', 'b'}) bytes += std::string(16, fill) + std::string(32, 'm') + std::string(32, 'c');
  auto keys = ticket_keys::from_bytes(bytes);
  REQUIRE(keys);
  const auto much_later = start + 1000 * ticket_keys::period;
  CHECK(keys->sealing(much_later).name.front() == 'a');
  CHECK(keys->sealing(much_later).mac.front() == 'm');
  CHECK(keys->sealing(much_later).cipher.back() == 'c');
  const std::string second(16, 'b');
  CHECK(keys->opening({reinterpret_cast<const unsigned char*>(second.data()), 16}, much_later) != nullptr);
  for (const std::size_t wrong : {0U, 1U, 79U, 81U}) {
    CAPTURE(wrong);
    const auto refused = ticket_keys::from_bytes(std::string(wrong, 'x'));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().contains("80 random bytes a key"));
  }
}

}  // namespace
}  // namespace synfin::tls
