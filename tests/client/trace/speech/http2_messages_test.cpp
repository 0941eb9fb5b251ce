#include "client/trace/speech/http2_messages.hpp"

#include <string>
#include <vector>

#include "tests/client/trace/speech/dialogue.hpp"
#include "tests/support/http2_frames.hpp"

namespace synfin::trace {
namespace {

using namespace test;
using texts = std::vector<std::string>;

constexpr std::uint8_t push_promise = 5;
constexpr std::uint8_t prioritized = 0x20;

const std::string greeting_of_server = h2::frame(h2::settings, h2::none, 0);

std::string ask(std::uint32_t stream) {
  return h2::frame(h2::headers, h2::end_stream | h2::end_headers, stream, h2::get_root);
}

/// `:status 200` and a content type that the table remembers, as entry 62; and the same by way of the table.
const std::string status_and_type = std::string("\x88\x5f\x18", 3) + "text/html; charset=utf-8";
const std::string status_and_known_type = "\x88\xbe";

TEST_CASE("http/2 messages: a whole life, however it is cut") {
  const std::string client = h2::greeting() + h2::frame(h2::window_update, h2::none, 0, h2::number32(65'535)) + ask(1) +
                             ask(3) + h2::frame(h2::settings, h2::ack, 0) +
                             h2::frame(h2::goaway, h2::none, 0, h2::number32(0) + h2::number32(0));
  const std::string server =
      greeting_of_server + h2::frame(h2::headers, h2::end_headers, 1, status_and_type) +
      h2::frame(h2::data, h2::none, 1, std::string(1024, 'x')) + h2::frame(h2::data, h2::end_stream, 1, "") +
      h2::frame(h2::headers, h2::end_headers, 3, status_and_known_type) + h2::frame(h2::ping, h2::ack, 0, "12345678") +
      h2::frame(h2::rst_stream, h2::none, 3, h2::number32(8));
  const texts wanted{"> preface",
                     "> SETTINGS",
                     "> WINDOW_UPDATE #0 +65,535",
                     "> HEADERS #1 GET /",
                     "> HEADERS #3 GET /",
                     "> SETTINGS ack",
                     "> GOAWAY NO_ERROR last #0",
                     "< SETTINGS",
                     "< HEADERS #1 200 text/html",
                     "< DATA #1 1,024 B",
                     "< DATA #1 0 B end",
                     "< HEADERS #3 200 text/html",
                     "< PING ack",
                     "< RST_STREAM #3 CANCEL"};
  check_cuts(client, server, wanted);
}

TEST_CASE("http/2 messages: padding, priority, continuation, trailers, a promise, an unknown frame") {
  const std::string padding = std::string("\x03", 1) + std::string(h2::get_root) + std::string(3, '\0');
  const std::string weighed = std::string(5, '\0') + std::string(h2::get_root).substr(0, 2);
  const std::string client =
      h2::greeting() + h2::frame(h2::headers, h2::end_headers | h2::padded, 1, padding) +
      h2::frame(h2::data, h2::padded, 1, std::string("\x02", 1) + "abc" + std::string(2, '\0')) +
      h2::frame(h2::headers, h2::end_headers | h2::end_stream, 1, std::string("\x00\x01x\x01y", 5)) +
      h2::frame(h2::headers, h2::end_stream | prioritized, 3, weighed) +
      h2::frame(h2::continuation, h2::end_headers, 3, h2::get_root.substr(2)) +
      h2::frame(h2::priority_update, h2::none, 0, h2::number32(3) + "u=1");
  const std::string server = greeting_of_server +
                             h2::frame(push_promise, h2::end_headers, 1, h2::number32(2) + std::string(h2::get_root)) +
                             h2::frame(0x42, h2::none, 0, "?");
  check_cuts(client, server,
             {"> preface", "> SETTINGS", "> HEADERS #1 GET /", "> DATA #1 3 B", "> HEADERS #1 trailers end",
              "> HEADERS #3 GET /", "> CONTINUATION #3", "> PRIORITY_UPDATE", "< SETTINGS",
              "< PUSH_PROMISE #1 for #2 GET /", "< frame type 66"});
}

TEST_CASE("http/2 messages: a broken header block ends the decoding, and nothing else") {
  dialogue talk;
  talk.client(h2::greeting() + h2::frame(h2::headers, h2::end_headers | h2::end_stream, 1, "\xff\xff\xff\xff\xff\xff") +
              ask(3) + h2::frame(h2::rst_stream, h2::none, 3, h2::number32(0x77)));
  CHECK(talk.messages() == texts{"> preface", "> SETTINGS", "> HEADERS #1 broken header block", "> HEADERS #3",
                                 "> RST_STREAM #3 error 0x77"});
}

TEST_CASE("http/2 messages: a table that the peer has let grow") {
  const std::string settings = std::string("\x00\x01", 2) + h2::number32(65'536);
  const std::string size_update = "\x3f\xe1\xff\x03";  // 65,536
  dialogue talk;
  talk.client(std::string(h2::preface) + h2::frame(h2::settings, h2::none, 0, settings) + ask(1));
  talk.server(greeting_of_server + h2::frame(h2::headers, h2::end_headers | h2::end_stream, 1, size_update + "\x88"));
  CHECK(talk.messages().back() == "< HEADERS #1 200 end");
}

TEST_CASE("http/2 messages: a gap in data does no harm; behind one that hides heads it goes on where a frame begins") {
  dialogue talk;
  talk.client(h2::greeting() + ask(1)).server(greeting_of_server);
  const std::string data = h2::frame(h2::data, h2::none, 1, std::string(5000, 'x'));
  talk.server(h2::frame(h2::headers, h2::end_headers, 1, status_and_type));
  talk.say(side::server, data.substr(0, 100), data.size());
  talk.server(h2::frame(h2::data, h2::none, 1, "more"));
  talk.lose(side::server, 100).server("in the middle of something");
  talk.server(h2::frame(h2::headers, h2::end_headers | h2::end_stream, 1, status_and_known_type));
  CHECK(talk.words() == texts{"HEADERS #1 GET /, preface, SETTINGS  48 B", "SETTINGS  9 B",
                              "HEADERS #1 200 text/html  36 B", "DATA #1 5,000 B  5,009 B", "DATA #1 4 B  13 B", "",
                              "HEADERS #1 end  11 B"});
}

TEST_CASE("http/2 messages: as many by name as fit, the most telling first, and the rest by number") {
  std::string flight = h2::frame(h2::settings, h2::ack, 0) + h2::frame(h2::window_update, h2::none, 0, h2::number32(9));
  flight += h2::frame(h2::data, h2::none, 1, "abc") + h2::frame(h2::data, h2::none, 1, "abc");
  flight += h2::frame(h2::headers, h2::end_headers, 1, "\x88");
  dialogue talk;
  talk.client(h2::greeting() + ask(1)).server(greeting_of_server + flight);
  const std::string size = "  65 B";
  CHECK(talk.words(43)[1] == "HEADERS #1 200, SETTINGS, 4 more" + size);
  CHECK(talk.words(70)[1] == "HEADERS #1 200, SETTINGS, SETTINGS ack, 1 WINDOW_UPDATE, 2 DATA" + size);
  CHECK(talk.words(10)[1] == "HEADERS #1 …, 5 more" + size);
  CHECK(talk.words(200)[1] ==
        "HEADERS #1 200, SETTINGS, SETTINGS ack, WINDOW_UPDATE #0 +9, DATA #1 3 B, DATA #1 3 B" + size);
}

TEST_CASE("http/2 messages: an answer in HTTP/1, and a capture that begins in the middle") {
  dialogue refused;
  refused.client(h2::greeting()).server("HTTP/1.1 400 Bad Request\r\n\r\n");
  CHECK(refused.messages() == texts{"> preface", "> SETTINGS", "< 400 Bad Request"});
  dialogue later;
  later.whole().from_the_start = false;
  later.client(ask(7)).server(h2::frame(h2::data, h2::end_stream, 7, "abc"));
  CHECK(later.messages().empty());
}

}  // namespace
}  // namespace synfin::trace
