#include "client/trace/figures/tls_opening.hpp"

#include <string>

#include <doctest/doctest.h>

#include "client/trace/figures/summary.hpp"
#include "client/trace/figures/tls_records.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using namespace std::chrono_literals;
using test::packet;
using test::recording;

std::string record(char type, const std::string& body) {
  return std::string{type, '\x03', '\x03'} + packet::two(body.size()) + body;
}

const std::string hello = record(22, std::string(1, '\x01') + std::string(19, 'h'));
const std::string server_hello = record(22, std::string(1, '\x02') + std::string(19, 'h'));
const std::string cipher = record(20, "\x01");
const std::string data = record(23, std::string(15, 'd'));

/// A connection on which payloads go to and fro, each in a segment.
class talk {
 public:
  talk() { wire_.opened(); }

  talk& client(const std::string& payload) {
    wire_.client("PA", client_, server_, payload);
    client_ += static_cast<std::uint32_t>(payload.size());
    return *this;
  }
  talk& server(const std::string& payload) {
    wire_.server("PA", server_, client_, payload);
    server_ += static_cast<std::uint32_t>(payload.size());
    return *this;
  }
  flow followed() const { return test::followed(wire_.segments()); }

 private:
  recording wire_;
  std::uint32_t client_ = 1001;
  std::uint32_t server_ = 5001;
};

/// Of a connection that has one.
tls_opening opening(const flow& whole) {
  const auto found = tls_opening_of(whole);
  REQUIRE(found.has_value());
  return found.value_or(tls_opening{});
}

TEST_CASE("tls opening: in TLS 1.3 it ends with what the client says after the ServerHello") {
  const flow with_cipher = talk{}
                               .client(hello)
                               .server(server_hello + cipher + data)
                               .client(cipher + data)
                               .client(data)
                               .server(data)
                               .followed();
  CHECK(opening(with_cipher).first == 3);
  CHECK(opening(with_cipher).last == 5);
  const flow without =
      talk{}.client(hello).server(server_hello + data).client(data).client(data).server(data).followed();
  CHECK(opening(without).last == 5);
}

TEST_CASE("tls opening: in TLS 1.2 it ends with the server's Finished, or with the client's where keys are resumed") {
  const std::string rest = record(22, std::string(20, '\x0e'));
  const flow full = talk{}
                        .client(hello)
                        .server(server_hello + rest)
                        .client(rest + cipher + rest)
                        .server(cipher + rest)
                        .client(data)
                        .server(data)
                        .followed();
  CHECK(opening(full).last == 6);
  const flow resumed = talk{}
                           .client(hello)
                           .server(server_hello + cipher + rest)
                           .client(cipher + rest)
                           .client(data)
                           .server(data)
                           .followed();
  CHECK(opening(resumed).last == 5);
}

TEST_CASE("tls opening: there is none where something else is said first") {
  CHECK_FALSE(tls_opening_of(talk{}.client("GET / HTTP/1.1\r\n\r\n").followed()));
  CHECK_FALSE(tls_opening_of(talk{}.server(server_hello).followed()));
  CHECK_FALSE(tls_opening_of(talk{}.client(data).followed()));
  CHECK_FALSE(tls_opening_of(talk{}.followed()));
  CHECK(opening(talk{}.client(hello).followed()).last == 3);
}

TEST_CASE("tls opening: the figures' first byte is the application's, not the handshake's") {
  const flow whole = talk{}
                         .client(hello)
                         .server(server_hello + cipher + data)
                         .client(cipher + data)
                         .client(data)
                         .server(data)
                         .followed();
  const summary found = sum_up(whole);  // a millisecond from each segment to the next
  CHECK(found.tls == wall::duration(2ms));
  CHECK(found.first_byte == wall::duration(1ms));
  CHECK(found.exchanges == 1);
}

TEST_CASE("tls records: found wherever the stream is cut") {
  const std::string stream = hello + cipher + data;
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    CAPTURE(cut);
    tls_records heard;
    auto found = heard.hear(stream.substr(0, cut), cut);
    for (const auto& each : heard.hear(stream.substr(cut), stream.size() - cut)) found.push_back(each);
    // A head that is cut is found by neither part: 4 bytes of each of three, and then what follows is lost as well.
    const bool in_head = (cut > 0 && cut < 5) || (cut > hello.size() && cut < hello.size() + 5) ||
                         (cut > hello.size() + cipher.size() && cut < hello.size() + cipher.size() + 5);
    if (!in_head) CHECK(found.size() == 3);
  }
  CHECK(tls_records{}.hear("", 100).empty());
  CHECK(tls_records{}.hear("\x16\x03", 2).empty());
}

}  // namespace
}  // namespace synfin::trace
