#include "client/trace/speech.hpp"

#include <string>

#include <doctest/doctest.h>

#include "client/trace/client_hello.hpp"

namespace synfin::trace {
namespace {

std::string record(int type, std::string_view content) {
  std::string made{static_cast<char>(type), '\x03', '\x03'};
  made += static_cast<char>(content.size() >> 8);
  made += static_cast<char>(content.size() & 0xff);
  return made + std::string(content);
}

/// A ClientHello for `a.example` that offers h2 and http/1.1.
std::string hello() {
  const std::string name = std::string("\x00\x00\x00\x0e\x00\x0c\x00\x00\x09", 9) + "a.example";
  const std::string protocols = std::string("\x00\x10\x00\x0e\x00\x0c\x02", 7) + "h2" + "\x08" + "http/1.1";
  const std::string extensions = name + protocols;
  std::string body =
      std::string("\x03\x03", 2) + std::string(32, 'r') + std::string("\x00\x00\x02\x13\x01\x01\x00\x00", 8);
  body += static_cast<char>(extensions.size());
  body += extensions;
  return std::string("\x01\x00\x00", 3) + static_cast<char>(body.size()) + body;
}

TEST_CASE("speech: requests and answers by their first lines") {
  speech client(false);
  speech server(true);
  const auto asked = client.hear("GET /a?b HTTP/1.1\r\nHost: a\r\n\r\n", 31);
  CHECK(asked.begins);
  CHECK(asked.words == "GET /a?b HTTP/1.1  31 B");
  const auto answered =
      server.hear("HTTP/1.1 200 OK\r\nDate: x\r\ncontent-type: text/html; charset=utf-8\r\n\r\nbody", 1434);
  CHECK(answered.begins);
  CHECK(answered.words == "200 OK  text/html  1,434 B");
  const auto more = server.hear("of the body", 11);
  CHECK_FALSE(more.begins);
  CHECK(more.words == "11 B");
}

TEST_CASE("speech: what is neither, and what would harm a terminal") {
  speech client(false);
  CHECK_FALSE(client.hear("GET\x1b[2J", 7).begins);
  CHECK(client.hear("", 100).words == "100 B");
  CHECK(client.hear("GET /\x1b[31m HTTP/1.1\r\n", 22).words == "GET /\xef\xbf\xbd[31m HTTP/1.1  22 B");
}

TEST_CASE("speech: TLS by the names of its records") {
  speech client(false);
  speech server(true);
  CHECK(client.hear(record(22, hello()), 100).words == "ClientHello a.example h2,http/1.1  100 B");
  const std::string flight = record(22, "\x02.....") + record(20, "\x01") + record(23, "xxxx") + record(23, "yyyy");
  CHECK(server.hear(flight, flight.size()).words == "ServerHello, ChangeCipherSpec, application data  35 B");
  CHECK(client.hear(record(20, "\x01") + record(22, "?"), 12).words == "ChangeCipherSpec, handshake (encrypted)  12 B");
}

TEST_CASE("speech: a record that goes on in the next segment") {
  speech server(true);
  const std::string whole = record(23, std::string(100, 'x')) + record(21, "..");
  CHECK(server.hear(whole.substr(0, 50), 50).words == "application data  50 B");
  CHECK(server.hear(whole.substr(50), whole.size() - 50).words == "…, alert  62 B");
}

TEST_CASE("client hello: cut anywhere it harms nobody") {
  const std::string whole = hello();
  for (std::size_t size = 0; size < whole.size(); ++size) client_hello_words(whole.substr(0, size));
  CHECK(client_hello_words(whole) == " a.example h2,http/1.1");
  CHECK(client_hello_words("").empty());
}

}  // namespace
}  // namespace synfin::trace
