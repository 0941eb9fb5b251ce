#include "server/trace/recorder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <string>

namespace synfin::server::trace {
namespace {

using namespace std::chrono_literals;
namespace states = net::tcp_states;

constexpr wall::time_point accepted{std::chrono::hours(500'000)};

call at(std::chrono::microseconds from, std::chrono::microseconds to) { return {accepted + from, accepted + to}; }

/// What the kernel says when so many bytes were read and written.
net::tcp_reading figures(std::uint64_t taken, std::uint64_t given, std::uint8_t state = states::established) {
  net::tcp_reading found;
  found.state = state;
  found.taken = taken;
  found.given = given;
  found.rtt = 400us;
  found.cwnd = 10;
  found.fin_received = state == states::close_wait || state == states::last_ack || state == states::closed;
  found.fin_sent = state == states::fin_wait_1 || state == states::last_ack || state == states::closed;
  return found;
}

recorder begun() { return {story{}, accepted, figures(0, 0)}; }

const std::error_code none;
const std::error_code would_block(EAGAIN, std::system_category());

/// `SYN> <SYN ACK> 27> <300 FIN>`: what came, and what left.
std::string told(const story& whole) {
  static constexpr std::array names{"SYN", "SYN", "ACK", "", "FIN", "RST"};
  std::string all;
  for (const entry& each : whole.entries) {
    const std::string name =
        each.what == kind::data ? std::to_string(each.bytes) : names.at(static_cast<std::size_t>(each.what));
    all += (all.empty() ? "" : " ") + (each.from_client ? name + ">" : "<" + name);
  }
  return all;
}

TEST_CASE("recorder: an exchange, and the client closes first") {
  recorder one = begun();
  one.look(at(100us, 110us), accepted + 90us, figures(27, 0), none);
  one.look(at(200us, 220us), {}, figures(27, 100), none);
  one.look(at(220us, 230us), {}, figures(27, 300), none);
  one.look(at(300us, 302us), {}, figures(27, 300, states::close_wait), none);
  one.look(at(310us, 320us), {}, figures(27, 300, states::last_ack), none);
  one.prepare_close(at(330us, 330us), figures(27, 300, states::last_ack), none, false);
  one.closed(at(330us, 340us));
  const story whole = one.take();
  CHECK(told(whole) == "SYN> <SYN ACK> 27> <300 FIN> <FIN");
  const entry& request = whole.entries[3];
  CHECK(request.when.sure == grade::exact);
  CHECK(request.when.time == accepted + 90us);
  CHECK(request.last_call == accepted + 110us);
  CHECK(request.seq == 1);
  CHECK(request.ack == 1);
  const entry& answer = whole.entries[4];
  CHECK(answer.when.time == accepted + 210us);
  CHECK(answer.when.error == 10us);
  CHECK(answer.last_call == accepted + 230us);
  CHECK(answer.calls == 2);
  CHECK(answer.seq == 1);
  CHECK(answer.ack == 28);
  CHECK(whole.entries[5].seq == 28);
  CHECK(whole.entries[6].seq == 301);
  CHECK(whole.entries[6].ack == 29);
}

TEST_CASE("recorder: the handshake is a round trip before the accept, and not behind what came first") {
  recorder one = begun();
  CHECK(begun().take().entries[0].when.time == accepted - 400us);
  one.look(at(100us, 110us), accepted - 50us, figures(27, 0), none);
  const story whole = one.take();
  CHECK(whole.entries[2].when.time == accepted - 50us);
  CHECK(whole.entries[0].when.time == accepted - 450us);
  CHECK(whole.entries[0].when.sure == grade::derived);
}

TEST_CASE("recorder: a FIN that comes between a call and the look after it is in that bracket") {
  recorder one = begun();
  net::tcp_reading now = figures(0, 0, states::close_wait);
  now.time = accepted + 200us;
  one.look(at(100us, 110us), {}, now, none);
  CHECK(one.take().entries.back().when.time == accepted + 150us);
}

TEST_CASE("recorder: calls that move nothing leave nothing") {
  recorder one = begun();
  one.look(at(100us, 110us), {}, figures(0, 0), would_block);
  one.look(at(120us, 130us), {}, figures(0, 0), none);
  CHECK(told(one.take()) == "SYN> <SYN ACK>");
}

TEST_CASE("recorder: a close sends a FIN, or an RST where something is unread or it is told to") {
  const auto closed_with = [](std::uint32_t unread, bool resets) {
    recorder one = begun();
    net::tcp_reading now = figures(0, 0);
    now.unread = unread;
    one.prepare_close(at(10us, 10us), now, none, resets);
    one.closed(at(10us, 30us));
    return one.take();
  };
  CHECK(told(closed_with(0, false)) == "SYN> <SYN ACK> <FIN");
  CHECK(closed_with(0, false).entries.back().when.time == accepted + 20us);
  CHECK(told(closed_with(5, false)) == "SYN> <SYN ACK> <RST");
  CHECK(told(closed_with(0, true)) == "SYN> <SYN ACK> <RST");
}

TEST_CASE("recorder: a reset by the client is told once, by whichever call is told of it") {
  const std::error_code reset(ECONNRESET, std::system_category());
  recorder by_read = begun();
  by_read.look(at(10us, 12us), {}, figures(27, 0), none);
  by_read.look(at(20us, 22us), {}, figures(27, 0, states::closed), reset);
  by_read.prepare_close(at(30us, 30us), figures(27, 0, states::closed), none, false);
  by_read.closed(at(30us, 31us));
  CHECK(told(by_read.take()) == "SYN> <SYN ACK> 27> RST>");

  recorder at_close = begun();
  net::tcp_reading broken = figures(27, 300, states::closed);
  broken.broken = true;
  broken.fin_received = broken.fin_sent = false;
  at_close.look(at(20us, 22us), {}, broken, none);
  at_close.prepare_close(at(30us, 30us), broken, reset, false);
  at_close.closed(at(30us, 31us));
  CHECK(told(at_close.take()) == "SYN> <SYN ACK> 27> <300 RST>");
}

TEST_CASE("recorder: a client that is not heard of any more has sent no RST") {
  recorder one = begun();
  one.look(at(20us, 22us), {}, figures(0, 0, states::closed), std::error_code(ETIMEDOUT, std::system_category()));
  const story whole = one.take();
  CHECK(told(whole) == "SYN> <SYN ACK>");
  CHECK(whole.gave_up);
}

TEST_CASE("recorder: its memory is bounded, and it says what was left out") {
  recorder one = begun();
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    const auto time = std::chrono::microseconds(i * 100);
    one.look(at(time, time + 1us), {}, figures(i, i - 1), none);
    one.look(at(time + 5us, time + 6us), {}, figures(i, i), none);
  }
  one.prepare_close(at(200ms, 200ms), figures(1000, 1000), none, false);
  one.closed(at(200ms, 201ms));
  const story whole = one.take();
  CHECK(whole.entries.size() == recorder::most_entries + 1);
  CHECK(whole.entries.back().what == kind::fin);
  CHECK(whole.samples.size() <= recorder::most_samples);
  CHECK(whole.samples.back().time > accepted + 50ms);
  std::uint64_t kept = 0;
  for (const entry& each : whole.entries) kept += each.bytes;
  CHECK(kept + whole.left_out == 2000);
}

}  // namespace
}  // namespace synfin::server::trace
