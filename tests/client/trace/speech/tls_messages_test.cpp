#include "client/trace/speech/tls_messages.hpp"

#include <string>
#include <vector>

#include "tests/client/trace/speech/dialogue.hpp"
#include "tests/client/trace/speech/tls_bytes.hpp"
#include "tests/support/http2_frames.hpp"

namespace synfin::trace {
namespace {

using namespace test;
using texts = std::vector<std::string>;

constexpr std::size_t aes_256 = 0x1302;
constexpr std::size_t finished_384 = 4 + 48 + 17;

const std::string change = tls::record(tls::change_cipher_spec, "\x01");

std::string sealed(std::size_t size) { return tls::record(tls::application_data, std::string(size, '?')); }
std::string hand(std::string_view messages) { return tls::record(tls::handshake, messages); }

const std::string server_flight_13 =
    hand(tls::server_hello(aes_256, "", tls::chooses_13())) + change + sealed(40) + sealed(900);

TEST_CASE("tls messages: TLS 1.3, whose handshake is encrypted from the ServerHello on") {
  dialogue talk;
  talk.client(hand(tls::client_hello())).server(server_flight_13);
  talk.client(change + sealed(finished_384) + sealed(100)).server(sealed(250)).server(sealed(300)).client(sealed(19));
  CHECK(talk.words() ==
        texts{"ClientHello a.example h2,http/1.1  88 B",
              "ServerHello TLS 1.3 AES_256_GCM_SHA384, ChangeCipherSpec, handshake (encrypted)  1,011 B",
              "ChangeCipherSpec, handshake (encrypted), application data  185 B", "application data  255 B",
              "application data  305 B", "application data  24 B"});
}

TEST_CASE("tls messages: what is in records that are known, and what the others then must be") {
  dialogue talk;
  const std::string request = "GET / HTTP/1.1\r\n\r\n";
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nfirst part of";
  talk.client(hand(tls::client_hello())).server(server_flight_13).client(change + sealed(finished_384) + sealed(35));
  talk.whole().opened.push_back({side::client, talk.next(side::client) - 1, request});
  talk.server(sealed(250) + sealed(80));
  talk.whole().opened.push_back({side::server, talk.next(side::server) - 1, answer});
  talk.server(sealed(40));
  talk.whole().opened.push_back({side::server, talk.next(side::server) - 1, "the second part."});
  talk.client(sealed(19)).server(sealed(19));
  const auto words = talk.words();
  CHECK(words[2] == "ChangeCipherSpec, handshake (encrypted), application data: GET / HTTP/1.1  120 B");
  CHECK(words[3] == "handshake (encrypted), application data: 200 OK  340 B");
  CHECK(words[4] == "application data  45 B");
  CHECK(words[5] == "alert (encrypted)  24 B");
  CHECK(words[6] == "alert (encrypted)  24 B");
}

TEST_CASE("tls messages: HTTP/2 inside, with frames over several records") {
  dialogue talk;
  talk.client(hand(tls::client_hello())).server(server_flight_13).client(sealed(finished_384));
  const std::string frames = h2::greeting() + h2::frame(h2::headers, h2::end_stream | h2::end_headers, 1, h2::get_root);
  talk.client(sealed(57));
  talk.whole().opened.push_back({side::client, talk.next(side::client) - 1, frames.substr(0, 40)});
  talk.client(sealed(40));
  talk.whole().opened.push_back({side::client, talk.next(side::client) - 1, frames.substr(40)});
  const auto words = talk.words();
  CHECK(words[3] == "application data: HEADERS #1 GET /, preface, SETTINGS  62 B");
  CHECK(words[4] == "application data  45 B");
}

TEST_CASE("tls messages: what is known is told although the heads of its records were not captured") {
  dialogue talk;
  talk.client(hand(tls::client_hello())).server(server_flight_13).client(sealed(finished_384));
  const std::string frames = h2::frame(h2::settings, h2::none, 0) + h2::frame(h2::headers, h2::end_headers, 1, "\x88") +
                             h2::frame(h2::data, h2::none, 1, std::string(50, 'x')) +
                             h2::frame(h2::data, h2::end_stream, 1, "");
  talk.client(sealed(h2::greeting().size() + 17));
  talk.whole().opened.push_back({side::client, talk.next(side::client) - 1, h2::greeting()});
  const std::uint64_t before = talk.next(side::server) - 1;
  talk.say(side::server, sealed(60 + 17).substr(0, 20), 2 * 22 + frames.size());
  talk.whole().opened.push_back({side::server, before + 60 + 22, frames.substr(0, 60)});
  talk.whole().opened.push_back({side::server, before + frames.size() + 44, frames.substr(60)});
  const auto all = talk.messages();
  CHECK(texts(all.end() - 5, all.end()) == texts{"< application data", "< inside: SETTINGS", "< inside: HEADERS #1 200",
                                                 "< inside: DATA #1 50 B", "< inside: DATA #1 0 B end"});
}

TEST_CASE("tls messages: TLS 1.2 by the names of its messages, in as many records as you like, however cut") {
  const std::string flight = tls::server_hello(0xc02f, "", tls::extension(16, std::string("\x00\x03\x02", 3) + "h2")) +
                             tls::message(11, std::string(300, 'c')) + tls::message(12, "key") + tls::message(14, "");
  const std::string client = hand(tls::client_hello()) + hand(tls::message(16, "key")) + change + hand("sealed") +
                             sealed(50) + tls::record(tls::alert, "sealed");
  const std::string server =
      hand(flight.substr(0, 200)) + hand(flight.substr(200)) + change + hand("sealed") + hand("more");
  const texts wanted{"> ClientHello a.example h2,http/1.1",
                     "> ClientKeyExchange",
                     "> ChangeCipherSpec",
                     "> Finished (encrypted)",
                     "> application data",
                     "> alert (encrypted)",
                     "< ServerHello TLS 1.2 h2 ECDHE_RSA_AES_128_GCM_SHA256",
                     "< Certificate",
                     "< ServerKeyExchange",
                     "< ServerHelloDone",
                     "< ChangeCipherSpec",
                     "< Finished (encrypted)",
                     "< handshake (encrypted)"};
  check_cuts(client, server, wanted);
}

TEST_CASE("tls messages: a session that goes on is called resumed") {
  const auto answer_to = [](const std::string& hello, const std::string& answer) {
    dialogue talk;
    talk.client(hand(hello)).server(hand(answer));
    return talk.messages().back();
  };
  const std::string psk = tls::extension(41, std::string(2, '\0'));
  CHECK(answer_to(tls::client_hello("id"), tls::server_hello(0x1301, "id", tls::chooses_13() + psk)) ==
        "< ServerHello TLS 1.3 resumed AES_128_GCM_SHA256");
  CHECK(answer_to(tls::client_hello("id"), tls::server_hello(0x1301, "id", tls::chooses_13())) ==
        "< ServerHello TLS 1.3 AES_128_GCM_SHA256");
  CHECK(answer_to(tls::client_hello("id"), tls::server_hello(0xc02f, "id", "")) ==
        "< ServerHello TLS 1.2 resumed ECDHE_RSA_AES_128_GCM_SHA256");
  CHECK(answer_to(tls::client_hello("id"), tls::server_hello(0xfefe, "other", "")) ==
        "< ServerHello TLS 1.2 suite 0xfefe");
}

TEST_CASE("tls messages: another hello is asked for") {
  const std::string random =
      "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
      "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";
  dialogue talk;
  talk.client(hand(tls::client_hello()))
      .server(hand(tls::server_hello(0x1301, "", tls::chooses_13(), random)) + change);
  talk.client(change + hand(tls::client_hello()))
      .server(hand(tls::server_hello(0x1301, "", tls::chooses_13())) + sealed(90));
  CHECK(talk.messages() == texts{"> ClientHello a.example h2,http/1.1", "> ChangeCipherSpec",
                                 "> ClientHello a.example h2,http/1.1", "< HelloRetryRequest", "< ChangeCipherSpec",
                                 "< ServerHello TLS 1.3 AES_128_GCM_SHA256", "< handshake (encrypted)"});
}

TEST_CASE("tls messages: early data") {
  dialogue talk;
  talk.client(hand(tls::client_hello("", tls::extension(42, ""))) + sealed(60)).server(server_flight_13);
  talk.client(sealed(21) + sealed(finished_384) + sealed(50));
  CHECK(talk.messages()[1] == "> early data (encrypted)");
  CHECK(talk.messages()[3] == "> handshake (encrypted)");
  CHECK(talk.messages()[4] == "> application data");
}

TEST_CASE("tls messages: alerts by name where they are in the clear") {
  dialogue talk;
  talk.client(hand(tls::client_hello())).server(tls::record(tls::alert, "\x02\x78"));
  talk.client(tls::record(tls::alert, std::string("\x02\x30", 2)) +
              tls::record(tls::alert, std::string("\x01\x00", 2)));
  CHECK(talk.words() == texts{"ClientHello a.example h2,http/1.1  88 B", "alert: no application protocol  7 B",
                              "alert: unknown CA, alert: close notify  14 B"});
}

TEST_CASE("tls messages: a port that speaks no TLS, a gap between records, a capture from the middle") {
  dialogue plain;
  plain.client(hand(tls::client_hello())).server("HTTP/1.1 400 Bad Request\r\n\r\n");
  CHECK(plain.words()[1] == "400 Bad Request  28 B");
  dialogue gap;
  gap.client(hand(tls::client_hello())).server(server_flight_13).client(sealed(finished_384));
  gap.server(sealed(100)).lose(side::server, 77).server("in a record").server(sealed(30));
  CHECK(gap.words() == texts{"ClientHello a.example h2,http/1.1  88 B",
                             "ServerHello TLS 1.3 AES_256_GCM_SHA384, ChangeCipherSpec, handshake (encrypted)  1,011 B",
                             "handshake (encrypted)  74 B", "application data  105 B", "", "application data  35 B"});
  dialogue middle;
  middle.whole().from_the_start = false;
  middle.client("the rest of a record").client(sealed(30)).server(hand("sealed"));
  CHECK(middle.words() == texts{"", "application data  35 B", "handshake (encrypted)  11 B"});
}

TEST_CASE("hellos: cut anywhere they harm nobody") {
  const std::string client = tls::client_hello("session");
  const std::string server = tls::server_hello(aes_256, "session", tls::chooses_13());
  for (std::size_t size = 0; size < client.size(); ++size) read_client_hello(client.substr(0, size));
  for (std::size_t size = 0; size < server.size(); ++size) read_server_hello(server.substr(0, size));
  CHECK(read_client_hello(client).name == "a.example");
  CHECK(read_client_hello(client).protocols == "h2,http/1.1");
  CHECK(read_client_hello(client).session == "session");
  CHECK(read_server_hello(server).version == 0x0304);
  CHECK(read_server_hello(server).suite == aes_256);
  CHECK(read_client_hello("").name.empty());
}

}  // namespace
}  // namespace synfin::trace
