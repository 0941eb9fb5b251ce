#include "client/trace/speech/http1_messages.hpp"

#include <string>
#include <vector>

#include "tests/client/trace/speech/dialogue.hpp"

namespace synfin::trace {
namespace {

using test::check_cuts;
using test::dialogue;
using texts = std::vector<std::string>;

const std::string ask = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_CASE("http/1 messages: requests and answers by their first lines") {
  dialogue talk;
  talk.client("GET /a?b HTTP/1.1\r\nHost: a\r\n\r\n");
  talk.server("HTTP/1.1 200 OK\r\nDate: x\r\ncontent-type: text/html; charset=utf-8\r\n\r\nbody").server("of the body");
  CHECK(talk.words() == texts{"GET /a?b HTTP/1.1  30 B", "200 OK  text/html  72 B", ""});
}

TEST_CASE("http/1 messages: a body is passed over by its length, however it is cut") {
  const std::string post = "POST /p HTTP/1.1\r\nContent-Length: 16\r\n\r\nGET / HTTP/1.1\r\n" + ask;
  const std::string answers =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\nHTTP/1.1 500 No\r\n\r"
      "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n";
  check_cuts(post, answers,
             {"> POST /p HTTP/1.1", "> GET / HTTP/1.1", "< 100 Continue", "< 200 OK", "< 304 Not Modified"});
}

TEST_CASE("http/1 messages: chunks, their extensions and trailers") {
  const std::string answers =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5;x=y\r\nHTTP/\r\n11\r\nHTTP/1.1 500 No\r\n\r\n0\r\n"
      "Trailer: HTTP/1.1\r\n\r\nHTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      "HTTP/1.1 204 No Content\r\n\r\n";
  check_cuts(
      ask + ask + ask, answers,
      {"> GET / HTTP/1.1", "> GET / HTTP/1.1", "> GET / HTTP/1.1", "< 200 OK", "< 404 Not Found", "< 204 No Content"});
}

TEST_CASE("http/1 messages: an answer to HEAD has no body, one to CONNECT is the last") {
  const std::string asked = "HEAD / HTTP/1.1\r\n\r\nCONNECT b:1 HTTP/1.1\r\n\r\n";
  const std::string answers =
      "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nHTTP/1.1 200 Yes\r\n\r\nHTTP/1.1 200 Inside\r\n\r\n";
  check_cuts(asked, answers, {"> HEAD / HTTP/1.1", "> CONNECT b:1 HTTP/1.1", "< 200 OK", "< 200 Yes"});
}

TEST_CASE("http/1 messages: a body without a length takes the rest, and nonsense ends what is told") {
  check_cuts(ask + "\x01 nonsense\r\n" + ask, "HTTP/1.0 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
             {"> GET / HTTP/1.1", "< 200 OK"});
  check_cuts("PRI * HTTP/2.0\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nHTTP/1.1 200 OK\r\n",
             {"< 200 OK"});
}

TEST_CASE("http/1 messages: a gap in a body does no harm, one in a head is told as far as it goes") {
  dialogue talk;
  talk.client(ask).client("GET /2 HTTP/1.1\r\nHos").lose(side::client, 20).client(ask);
  talk.say(side::server, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin", 200).lose(side::server, 300);
  talk.server(std::string(41 + 1000 - 500, 'x') + "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  CHECK(talk.messages() ==
        texts{"> GET / HTTP/1.1", "> GET /2 HTTP/1.1", "> GET / HTTP/1.1", "< 200 OK", "< 404 Not Found"});
}

TEST_CASE("http/1 messages: out of order, and twice") {
  dialogue talk;
  talk.client(ask)
      .server("HTTP/1.1 200 OK\r\n")
      .server("Content-Length: 2\r\n\r\nokHTTP/1.1 201 Cre")
      .server("ated\r\n\r\n");
  std::swap(talk.whole().steps[1], talk.whole().steps[3]);
  talk.whole().steps.push_back(talk.whole().steps[1]);
  CHECK(talk.words() == texts{"GET / HTTP/1.1  27 B", "", "201 Created  39 B", "200 OK  17 B", ""});
}

TEST_CASE("http/1 messages: what would harm a terminal") {
  dialogue talk;
  talk.client("GET /\x1b[31m HTTP/1.1\r\n");
  CHECK(talk.words() == texts{"GET /\xef\xbf\xbd[31m HTTP/1.1  21 B"});
  dialogue neither;
  neither.client("GET\x1b[2J\n").server("\xff\xfe");
  CHECK(neither.words() == texts{"", ""});
}

}  // namespace
}  // namespace synfin::trace
