#include "server/opening.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/server/http2/room.hpp"

namespace synfin::server {
namespace {

using http1::room;

struct sample {
  std::string bytes;
  std::string_view start_of_answer;
};

const sample samples[] = {
    {"GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 "},
    {"PUT /a.txt HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 "},
    {"PRI * HTTP/2.0\r\n\r\nxx\r\n\r\n", "HTTP/1.1 "},
    {"PRI", "HTTP/1.1 408 "},
    {"\x16 no TLS\r\n\r\n", "HTTP/1.1 400 "},
    {test::h2::greeting() + test::h2::frame(test::h2::ping, test::h2::none, 0, "12345678"),
     std::string_view("\0\0\x12\x04\0\0\0\0\0", 9)},
    {std::string("\x16\x03\x01\x02\x00\x01\x00", 7), std::string_view("\x15\x03\x01\x00\x02\x02\x28", 7)},
};

/// What comes back for `parts`; the deadline passes at the end.
template <typename... Parts>
std::string said_to(room& here, Parts... parts) {
  std::unique_ptr<session> talk = std::make_unique<opening>(here.services, connection_facts{});
  std::string said;
  const auto act = [&](auto what) {
    what();
    if (auto found = talk->successor()) talk = std::move(found);
    said += test::drain(*talk);
  };
  (act([&] { talk->receive(parts); }), ...);
  act([&] { talk->expire(); });
  CHECK(talk->finished());
  return said;
}

TEST_CASE("the first bytes tell the version, wherever they are cut") {
  room here;
  for (const auto& [bytes, start_of_answer] : samples) {
    CAPTURE(bytes);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      CAPTURE(cut);
      const std::string_view whole = bytes;
      CHECK(said_to(here, whole.substr(0, cut), whole.substr(cut)).starts_with(start_of_answer));
    }
  }
}

TEST_CASE("the first bytes tell the version one by one") {
  room here;
  for (const auto& [bytes, start_of_answer] : samples) {
    CAPTURE(bytes);
    std::unique_ptr<session> talk = std::make_unique<opening>(here.services, connection_facts{});
    CHECK(talk->undecided());
    std::string said;
    for (const char c : bytes) {
      talk->receive({&c, 1});
      if (auto found = talk->successor()) talk = std::move(found);
      said += test::drain(*talk);
    }
    talk->expire();
    if (auto found = talk->successor()) talk = std::move(found);
    CHECK((said + test::drain(*talk)).starts_with(start_of_answer));
  }
}

TEST_CASE("TLS on a plain port is refused by one alert, counted, and told to nobody else") {
  room here;
  opening talk(here.services, connection_facts{});
  talk.receive(std::string_view("\x16\x03\x01\x02\x00\x01\x00", 7));
  CHECK(test::drain(talk).size() == 7);
  CHECK(talk.finished());
  CHECK(talk.lingers());
  CHECK(talk.successor() == nullptr);
  CHECK(here.count.tls_on_plain.value() == 1);
  CHECK(here.listener.lines.empty());
  talk.receive("more of it");
  talk.expire();
  CHECK(talk.pending().empty());
  CHECK(talk.successor() == nullptr);
}

TEST_CASE("a connection that says nothing ends quietly") {
  room here;
  opening silent(here.services, connection_facts{});
  silent.expire();
  CHECK(silent.finished());
  opening gone(here.services, connection_facts{});
  gone.receive_end();
  CHECK(gone.finished());
  CHECK_FALSE(gone.lingers());
  opening idle(here.services, connection_facts{});
  idle.end_if_idle();
  CHECK(idle.finished());
  opening busy(here.services, connection_facts{});
  busy.receive("PRI");
  busy.end_if_idle();
  CHECK_FALSE(busy.finished());
  CHECK(here.listener.lines.empty());
}

}  // namespace
}  // namespace synfin::server
