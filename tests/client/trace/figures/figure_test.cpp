#include "client/trace/figures/figure.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "client/trace/figures/first_answer.hpp"
#include "tests/client/trace/lives.hpp"

namespace synfin::trace {
namespace {

using namespace std::chrono_literals;
using test::followed;
using test::recording;

figure named(std::string_view name, const recording& wire) {
  const auto all = figures_of(followed(wire.segments()));
  const auto found = std::ranges::find(all, name, &figure::name);
  REQUIRE(found != all.end());
  return *found;
}

TEST_CASE("first answer: two round trips in the clear, three under TLS 1.3") {
  const auto plain = first_answer_of(followed(test::plain_life().segments())).value_or(first_answer{});
  CHECK(plain.round_trips == 2);
  CHECK(plain.after == 5ms);
  CHECK_FALSE(plain.tls.has_value());
  const auto sealed = first_answer_of(followed(test::sealed_life().segments())).value_or(first_answer{});
  CHECK(sealed.round_trips == 3);
  CHECK(sealed.after == 7ms);
  CHECK(sealed.tls == 2ms);
}

TEST_CASE("first answer: TLS 1.2 waits once more") {
  recording wire;
  wire.opened()
      .client("PA", 1001, 5001, test::tls_record(22, 1, 95))
      .server("PA", 5001, 1101, test::tls_record(22, 2, 95));
  wire.client("PA", 1101, 5101, test::tls_record(22, 16, 95)).server("PA", 5101, 1201, test::tls_record(22, 0, 95));
  wire.client("PA", 1201, 5201, test::tls_record(23, 0, 95)).server("PA", 5201, 1301, test::tls_record(23, 0, 95));
  const auto sealed = first_answer_of(followed(wire.segments())).value_or(first_answer{});
  CHECK(sealed.round_trips == 4);
  CHECK(sealed.tls == 4ms);
}

TEST_CASE("first answer: none where none came") {
  CHECK_FALSE(first_answer_of(followed(test::refused_life().segments())).has_value());
  recording wire;
  wire.opened().client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n").server("A", 5001, 1019);
  CHECK_FALSE(first_answer_of(followed(wire.segments())).has_value());
}

TEST_CASE("figures: each in its unit") {
  CHECK(named("handshake", test::plain_life()).text() == "2.000 ms");
  CHECK(named("round trips until then", test::plain_life()).text() == "2");
  CHECK(named("segments sent", test::plain_life()).text() == "6");
  CHECK(named("segments received", test::plain_life()).text() == "5");
  CHECK(named("TIME_WAIT at", test::plain_life()).text() == "client");
  CHECK_FALSE(named("TLS", test::plain_life()).there());
  CHECK(named("TLS", test::plain_life()).text().empty());
}

TEST_CASE("figures: who closed at once with the other waits as long") {
  recording wire;
  wire.opened().client("FA", 1001, 5001).server("FA", 5001, 1001).client("A", 1002, 5002).server("A", 5002, 1002);
  CHECK(named("TIME_WAIT at", wire).text() == "both");
}

TEST_CASE("figures: what the second has more") {
  const auto more = [](std::string_view name, const recording& first, const recording& second) {
    return difference(named(name, first), named(name, second));
  };
  CHECK(more("until the first answer", test::plain_life(), test::sealed_life()) == "+2.000 ms");
  CHECK(more("until the first answer", test::sealed_life(), test::plain_life()) == "-2.000 ms");
  CHECK(more("round trips until then", test::plain_life(), test::sealed_life()) == "+1");
  CHECK(more("bytes sent", test::sealed_life(), test::plain_life()) == "-238");
  CHECK(more("bytes sent", test::plain_life(), test::plain_life()) == "0");
  CHECK(more("TLS", test::plain_life(), test::sealed_life()).empty());
  CHECK(more("reset by", test::plain_life(), test::refused_life()) == "differs");
  CHECK(more("closed first by", test::plain_life(), test::plain_life()).empty());
}

}  // namespace
}  // namespace synfin::trace
