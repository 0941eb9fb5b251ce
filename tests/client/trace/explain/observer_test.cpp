#include "client/trace/explain/observer.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/trace/explain/explanation.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;
using lessons = std::vector<lesson>;

const std::string question = "GET / HTTP/1.1\r\n\r\n";         // 18 bytes
const std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";  // 27 bytes

/// What there is to say of all steps but the first `skipped`.
lessons taught_by(const recording& wire, std::size_t skipped) {
  const flow whole = followed(wire.segments());
  observer seen(whole);
  lessons all;
  for (std::size_t i = 0; i < whole.steps.size(); ++i) {
    for (const taught& each : seen.look(i, i + 1)) {
      if (i >= skipped) all.push_back(each.what);
    }
  }
  return all;
}

constexpr std::size_t opening = 3;

recording asked() {
  recording wire;
  wire.opened().client("PA", 1001, 5001, question).server("PA", 5001, 1019, answer);
  return wire;
}
constexpr std::size_t exchange = opening + 2;

TEST_CASE("observer: the three segments that open a connection, and what a SYN offers") {
  recording wire;
  const std::string options =
      std::string("\x02\x04\x05\xb4\x04\x02\x08\x0a", 8) + std::string(8, 't') + "\x01\x03\x03\x07";
  wire.add({.seq = 1000, .flags = "S", .options = options, .payload = {}});
  wire.server("SA", 5000, 1001).client("A", 1001, 5001);
  CHECK(taught_by(wire, 0) == lessons{lesson::syn, lesson::syn_mss, lesson::syn_scale, lesson::syn_sack,
                                      lesson::syn_timestamps, lesson::syn_ack, lesson::handshake_ack});
  const flow whole = followed(wire.segments());
  const auto told = observer(whole).look(0, 1);
  CHECK(told.at(1) == taught{lesson::syn_mss, side::client, 1460});
  CHECK(told.at(2) == taught{lesson::syn_scale, side::client, 7, 128});
}

TEST_CASE("observer: connections that do not come about") {
  recording silent;
  silent.client("S", 1000, 0).client("S", 1000, 0);
  CHECK(taught_by(silent, 0) == lessons{lesson::syn, lesson::syn_again});
  recording refused;
  refused.client("S", 1000, 0).server("RA", 0, 1001);
  CHECK(taught_by(refused, 1) == lessons{lesson::refused});
  recording slow;
  slow.client("S", 1000, 0).server("SA", 5000, 1001).server("SA", 5000, 1001);
  CHECK(taught_by(slow, 2) == lessons{lesson::syn_ack_again});
  recording crossed;
  crossed.client("S", 1000, 0).server("S", 5000, 0);
  CHECK(taught_by(crossed, 1) == lessons{lesson::syn_crossed});
}

TEST_CASE("observer: requests, answers and what goes on with them") {
  recording wire = asked();
  wire.client("A", 1019, 5028).client("PA", 1019, 5028, question).server("A", 5028, 1037);
  wire.server("PA", 5028, 1037, answer).server("PA", 5055, 1037, "more");
  CHECK(taught_by(wire, opening) == lessons{lesson::request, lesson::answer, lesson::data_ack, lesson::next_request,
                                            lesson::data_ack, lesson::answer, lesson::more});
  recording unknown;
  unknown.opened().client("PA", 1001, 5001, "hello").server("PA", 5001, 1006, "yes?");
  CHECK(taught_by(unknown, opening) == lessons{lesson::data, lesson::data});
}

TEST_CASE("observer: a run is one lesson, of who sends") {
  recording wire = asked();
  for (std::uint32_t i = 0; i < 5; ++i)
    wire.server("A", 5028 + i * 10, 1019, "0123456789").client("A", 1019, 5038 + i * 10);
  const flow whole = followed(wire.segments());
  observer seen(whole);
  seen.look(0, exchange);
  CHECK(seen.look(exchange, whole.steps.size()) == std::vector<taught>{{lesson::run, side::server, 5}});
  observer again(whole);
  again.look(0, exchange);
  CHECK(again.look(exchange, exchange).empty());
  recording acks = asked();
  acks.client("A", 1019, 5010).client("A", 1019, 5028);
  const flow only_acks = followed(acks.segments());
  observer last(only_acks);
  last.look(0, exchange);
  CHECK(last.look(exchange, exchange + 2) == std::vector<taught>{{lesson::run_of_acks, side::client}});
}

TEST_CASE("observer: windows that close and open, and probes") {
  recording wire = asked();
  wire.add({.seq = 1019, .ack = 5028, .flags = "A", .window = 0, .options = {}, .payload = {}});
  wire.server("A", 5027, 1019);
  wire.add({.seq = 1019, .ack = 5028, .flags = "A", .window = 0, .options = {}, .payload = {}});
  wire.add({.seq = 1019, .ack = 5028, .flags = "A", .window = 500, .options = {}, .payload = {}});
  CHECK(taught_by(wire, exchange) ==
        lessons{lesson::zero_window, lesson::window_probe, lesson::probe_answer, lesson::window_update});
}

TEST_CASE("observer: an RST that ends an older connection, and one that ends none") {
  recording half_open;
  half_open.client("S", 1000, 0).server("A", 5000, 905).client("R", 905, 0);
  CHECK(taught_by(half_open, 2) == lessons{lesson::reset_older});
  recording blind;
  blind.opened().server("R", 0x7000'0000, 0);
  CHECK(taught_by(blind, 3) == lessons{lesson::reset_dropped});
}

TEST_CASE("observer: is anybody there") {
  recording wire = asked();
  wire.client("A", 1019, 5028).client("A", 1018, 5028).server("A", 5028, 1019);
  CHECK(taught_by(wire, exchange + 1) == lessons{lesson::keep_alive, lesson::keep_alive_answer});
}

TEST_CASE("observer: what is lost, and how it comes again") {
  recording timer = asked();
  timer.server("PA", 5001, 1019, answer);
  CHECK(taught_by(timer, exchange) == lessons{lesson::retransmission});
  recording fast = asked();
  fast.client("A", 1019, 5028).server("PA", 5038, 1019, "0123456789");
  for (int i = 0; i < 3; ++i) fast.client("A", 1019, 5028);
  fast.server("PA", 5028, 1019, "0123456789");
  CHECK(taught_by(fast, exchange + 1) == lessons{lesson::out_of_order, lesson::more, lesson::duplicate_ack,
                                                 lesson::duplicate_ack, lesson::third_duplicate,
                                                 lesson::fast_retransmission});
}

TEST_CASE("observer: each way to close") {
  recording four = asked();
  four.client("FA", 1019, 5028).server("A", 5028, 1020).server("FA", 5028, 1020).client("A", 1020, 5029);
  CHECK(taught_by(four, exchange) ==
        lessons{lesson::fin, lesson::fin_ack, lesson::second_fin, lesson::last_ack, lesson::time_wait});
  recording three = asked();
  three.server("FA", 5028, 1019).client("FA", 1019, 5029).server("A", 5029, 1020);
  CHECK(taught_by(three, exchange) == lessons{lesson::fin, lesson::fin_with_ack, lesson::last_ack, lesson::time_wait});
  recording half;
  half.opened().client("PA", 1001, 5001, question).client("FA", 1019, 5001).server("PA", 5001, 1020, answer);
  CHECK(taught_by(half, opening + 2) == lessons{lesson::answer, lesson::half_close_data});
  recording crossing = asked();
  crossing.client("FA", 1019, 5028).server("FA", 5028, 1019).client("A", 1020, 5029).server("A", 5029, 1020);
  CHECK(taught_by(crossing, exchange) ==
        lessons{lesson::fin, lesson::fins_cross, lesson::closing_ack, lesson::closing_ack, lesson::time_wait});
}

TEST_CASE("observer: resets, in the middle and after the end") {
  recording middle = asked();
  middle.server("R", 5028, 0);
  CHECK(taught_by(middle, exchange) == lessons{lesson::reset});
  recording late = asked();
  late.client("FA", 1019, 5028).server("PA", 5028, 1020, "more").client("R", 1020, 0);
  CHECK(taught_by(late, exchange + 2) == lessons{lesson::reset_after_close});
}

TEST_CASE("observer: TLS by its records") {
  const auto record = [](char type, char message) {
    return std::string{type, '\x03', '\x03', '\0', '\x04', message, '\0', '\0', '\0'};
  };
  recording wire;
  wire.opened()
      .client("PA", 1001, 5001, record(22, 1))
      .server("PA", 5001, 1010, record(22, 2) + record(20, 1) + record(23, 9));
  wire.client("PA", 1010, 5028, record(20, 1) + record(23, 9)).client("PA", 1028, 5028, record(23, 9));
  wire.server("PA", 5028, 1037, record(21, 1));
  CHECK(taught_by(wire, opening) == lessons{lesson::client_hello, lesson::server_hello, lesson::tls_data,
                                            lesson::tls_handshake, lesson::tls_data, lesson::tls_data,
                                            lesson::tls_alert});
}

TEST_CASE("explanation: each lesson once, and what is odd is pointed to again") {
  recording wire = asked();
  wire.client("A", 1019, 5028).client("PA", 1019, 5028, question).server("A", 5028, 1037);
  for (int i = 0; i < 2; ++i) wire.client("PA", 1019, 5028, question);
  const flow whole = followed(wire.segments());
  std::vector<std::string> said;
  explanation in_english(whole, language::english);
  for (const scene& each : scenes_of(whole, {.unfold = true})) {
    for (const arrow& one : each.arrows) said.push_back(in_english.of(one));
  }
  REQUIRE(said.size() == 10);
  CHECK(said[5].starts_with("All bytes before 28 are with the client's kernel"));
  CHECK(said[6].starts_with("Another request"));
  CHECK(said[7].empty());
  CHECK(said[8].starts_with("Bytes 19 to 36 once more"));
  CHECK(said[9] == "As above.");
}

}  // namespace
}  // namespace synfin::trace
