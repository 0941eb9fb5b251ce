#include "common/http1/request_parser.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace synfin::http1 {
namespace {

using namespace std::string_view_literals;
using http::status;

constexpr head_limits bounds{.target = 40, .head = 400, .fields = 6};

/// What a parser makes of bytes, as text: a head as `GET /a 1 Host=x;`, a body as `(5)` or `(chunked)`, a refusal as
/// its status, an end in the middle of something as `...`.
class reader {
 public:
  explicit reader(const head_limits& limits = bounds) : parser_(limits) {}

  void take(std::string_view bytes) {
    while (!bytes.empty() && !refused_) bytes.remove_prefix(in_body_ ? take_body(bytes) : take_head(bytes));
  }

  std::string seen() const { return refused_ || !(in_body_ || parser_.head_started()) ? seen_ : seen_ + "..."; }

 private:
  std::size_t take_head(std::string_view bytes) {
    const auto [consumed, problem, complete] = parser_.take_head(bytes, fields_);
    CHECK((consumed > 0 || problem));
    if (problem) refuse(*problem);
    if (complete) note_head();
    return consumed;
  }

  void note_head() {
    const http::request_head& head = parser_.head();
    seen_.append(head.method_text).append(" ").append(head.target).append(head.version_minor == 1 ? " 1" : " 0");
    for (const auto& [name, value] : head.fields) seen_.append(" ").append(name).append("=").append(value);
    seen_ += ";";
    in_body_ = parser_.body_follows();
    if (!in_body_) return parser_.next_message();
    const auto length = parser_.body_length();
    seen_ += length ? "(" + std::to_string(*length) + ")" : "(chunked)";
  }

  std::size_t take_body(std::string_view bytes) {
    const auto [consumed, complete, malformed] = parser_.skip_body(bytes);
    if (malformed) refuse(status::bad_request);
    if (complete) parser_.next_message();
    in_body_ = !complete;
    return consumed;
  }

  void refuse(status why) {
    seen_ += std::to_string(http::code(why));
    refused_ = true;
  }

  request_parser parser_;
  std::vector<http::field> fields_;
  std::string seen_;
  bool in_body_ = false;
  bool refused_ = false;
};

std::string read(std::string_view bytes, std::size_t cut, const head_limits& limits = bounds) {
  reader in(limits);
  in.take(bytes.substr(0, cut));
  in.take(bytes.substr(cut));
  return in.seen();
}

struct sample {
  std::string_view bytes;
  std::string_view expected;
};

void check_every_cut(const sample& each) {
  CAPTURE(each.bytes);
  for (std::size_t cut = 0; cut <= each.bytes.size(); ++cut) {
    CAPTURE(cut);
    CHECK(read(each.bytes, cut) == each.expected);
  }
}

void check_all(std::span<const sample> samples) {
  for (const sample& each : samples) check_every_cut(each);
}

constexpr sample good[] = {
    {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / 1 Host=x;"},
    {"HEAD /a?b=c HTTP/1.0\r\n\r\n", "HEAD /a?b=c 0;"},
    {"\r\n\r\nGET / HTTP/1.1\r\n\r\n", "GET / 1;"},
    {"GET / HTTP/1.1\r\nA:b\r\nC: \t d e \t\r\nF:\r\n\r\n", "GET / 1 A=b C=d e F=;"},
    {"GET / HTTP/1.1\r\nA: \xc3\xa9\xff\r\n\r\n", "GET / 1 A=\xc3\xa9\xff;"},
    {"GET http://x/y HTTP/1.1\r\n\r\n", "GET http://x/y 1;"},
    {"GET HTTP://x HTTP/1.1\r\n\r\n", "GET HTTP://x 1;"},
    {"OPTIONS * HTTP/1.1\r\n\r\n", "OPTIONS * 1;"},
    {"M-SEARCH * HTTP/1.1\r\n\r\n", "M-SEARCH * 1;"},
    {"GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n", "GET /a 1;GET /b 1;GET /c 1;"},
    {"GET /a HTTP/1.1\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\n\r\n", "GET /a 1 Connection=close;GET /b 1;"},
    {"GET /a HTTP/1.1\r\n\r\n\r\nGET /b HTTP/1.1\r\n\r\n", "GET /a 1;GET /b 1;"},
    {"GET / HT", "..."},
};

TEST_CASE("a request is read the same wherever its bytes are cut") { check_all(good); }

constexpr sample with_bodies[] = {
    {"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\n",
     "POST / 1 Content-Length=3;(3)GET /b 1;"},
    {"POST / HTTP/1.1\r\nContent-Length: 003\r\n\r\nabcGET /b HTTP/1.1\r\n\r\n",
     "POST / 1 Content-Length=003;(3)GET /b 1;"},
    {"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\nGET /b HTTP/1.1\r\n\r\n", "POST / 1 Content-Length=0;GET /b 1;"},
    {"GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\n", "GET / 1 Content-Length=3;(3)GET /b 1;"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
     "POST / 1 Transfer-Encoding=chunked;(chunked)GET /b 1;"},
    {"GET / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
     "GET / 1 Transfer-Encoding=Chunked;(chunked)GET /b 1;"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n",
     "POST / 1 Transfer-Encoding=chunked;(chunked)400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\n\r\n",
     "POST / 1 Transfer-Encoding=chunked;(chunked)400"},
    {"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", "POST / 1 Content-Length=3;(3)..."},
    {"POST / HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\n",
     "POST / 1 Content-Length=18446744073709551615;(18446744073709551615)..."},
};

TEST_CASE("a body is read away, and the next request is found behind it") { check_all(with_bodies); }

constexpr sample detours[] = {
    {"GET /a HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
     "GET /a 1 Connection=upgrade Upgrade=h2c;GET /b 1;"},
    {"POST /a HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nhiGET /b HTTP/1.1\r\n\r\n",
     "POST /a 1 Connection=upgrade Upgrade=h2c Content-Length=2;(2)GET /b 1;"},
    {"CONNECT x:443 HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n", "CONNECT x:443 1;GET /b 1;"},
    {"CONNECT x:443 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\n\r\n",
     "CONNECT x:443 1 Content-Length=5;(5)GET /b 1;"},
    {"CONNECT x:443 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
     "CONNECT x:443 1 Transfer-Encoding=chunked;(chunked)GET /b 1;"},
};

TEST_CASE("neither Upgrade nor CONNECT derails what follows") { check_all(detours); }

constexpr sample bad_lines[] = {
    {"GET /\r\n\r\n", "400"},
    {"GET\r\n\r\n", "400"},
    {"GET / \r\n\r\n", "400"},
    {"GET  / HTTP/1.1\r\n\r\n", "400"},
    {"GET /  HTTP/1.1\r\n\r\n", "400"},
    {"GET / HTTP/1.1 \r\n\r\n", "400"},
    {"GET\t/ HTTP/1.1\r\n\r\n", "400"},
    {" GET / HTTP/1.1\r\n\r\n", "400"},
    {"GET /a b HTTP/1.1\r\n\r\n", "400"},
    {"GET  HTTP/1.1\r\n\r\n", "400"},
    {"GET a HTTP/1.1\r\n\r\n", "400"},
    {"GET http:/x HTTP/1.1\r\n\r\n", "400"},
    {"GET /\x80 HTTP/1.1\r\n\r\n", "400"},
    {"GET /\x7f HTTP/1.1\r\n\r\n", "400"},
    {"GET /\x01 HTTP/1.1\r\n\r\n", "400"},
    {"GET / HTTP/1\r\n\r\n", "400"},
    {"GET / HTTP/1.10\r\n\r\n", "400"},
    {"GET / HTTP/11\r\n\r\n", "400"},
    {"GET / http/1.1\r\n\r\n", "400"},
    {"GET / RTSP/1.0\r\n\r\n", "400"},
    {"SOURCE / ICE/1.0\r\n\r\n", "400"},
    {"GET / HTTP/0.9\r\n\r\n", "505"},
    {"GET / HTTP/1.2\r\n\r\n", "505"},
    {"GET / HTTP/2.0\r\n\r\n", "505"},
    {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
    {"GET / HTTP/9.9\r\n\r\n", "505"},
    {"get / HTTP/1.1\r\n\r\n", "501"},
    {"BREW / HTTP/1.1\r\n\r\n", "501"},
    {"GETS / HTTP/1.1\r\n\r\n", "501"},
    {"{} / HTTP/1.1\r\n\r\n", "400"},
    {"G\xc3T / HTTP/1.1\r\n\r\n", "400"},
    {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv, "400"},
    {"HELO example.org\r\n\r\n", "400"},
};

TEST_CASE("a request line that is none gets 400, an unknown version 505, an unknown method 501") {
  check_all(bad_lines);
}

constexpr sample bad_fields[] = {
    {"GET / HTTP/1.1\nHost: x\r\n\r\n", "400"},        {"GET / HTTP/1.1\r\nHost: x\n\r\n", "400"},
    {"GET / HTTP/1.1\r\nHost: x\r\n\n", "400"},        {"GET / HTTP/1.1\r\nHost: x\rA: b\r\n\r\n", "400"},
    {"GET / HTTP/1.1\r\nHost: x\r\r\n\r\n", "400"},    {"GET / HTTP/1.1\r\nHost: x\0\r\n\r\n"sv, "400"},
    {"GET / HTTP/1.1\r\nHost\0: x\r\n\r\n"sv, "400"},  {"GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n", "400"},
    {"GET / HTTP/1.1\r\n Host: x\r\n\r\n", "400"},     {"GET / HTTP/1.1\r\nHost : x\r\n\r\n", "400"},
    {"GET / HTTP/1.1\r\nHost\t: x\r\n\r\n", "400"},    {"GET / HTTP/1.1\r\n: x\r\n\r\n", "400"},
    {"GET / HTTP/1.1\r\nA: b\r\n:\r\n\r\n", "400"},    {"GET / HTTP/1.1\r\nHost\r\n\r\n", "400"},
    {"GET / HTTP/1.1\r\nHost\r\nA: b\r\n\r\n", "400"}, {"GET / HTTP/1.1\r\nHo st: x\r\n\r\n", "400"},
    {"GET / HTTP/1.1\r\nHost(: x\r\n\r\n", "400"},     {"GET / HTTP/1.1\r\nH\xf6st: x\r\n\r\n", "400"},
    {"GET / HTTP/1.1\r\nA: \x01\r\n\r\n", "400"},      {"GET / HTTP/1.1\r\nA: \x7f\r\n\r\n", "400"},
    {"GET / HTTP/1.1\r\nA: \x0b\r\n\r\n", "400"},
};

TEST_CASE("field lines that others could read differently get 400") { check_all(bad_fields); }

constexpr sample bad_lengths[] = {
    {"POST / HTTP/1.1\r\nContent-Length: \r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 0x5\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 5,5\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 5 5\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 5;\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: five\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 18446744073709551616\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 5\r\ncontent-length: 6\r\n\r\nhello", "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n", "400"},
};

TEST_CASE("a body's length that is not one plain number gets 400") { check_all(bad_lengths); }

constexpr sample bad_codings[] = {
    {"POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunkedx\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked x\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: \x0b"
     "chunked\r\n\r\n0\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked,\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n", "501"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n", "501"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "501"},
};

TEST_CASE("a transfer coding other than one plain chunked is refused") { check_all(bad_codings); }

TEST_CASE("a target may fill its limit; one byte more gets 414") {
  const auto get = [](std::size_t target) { return "GET /" + std::string(target - 1, 'a') + " HTTP/1.1\r\n\r\n"; };
  const std::string longest = get(bounds.target);
  for (std::size_t cut = 0; cut <= longest.size(); ++cut) CHECK(read(longest, cut).starts_with("GET /a"));
  for (const std::size_t target : {bounds.target + 1, bounds.target + 50, bounds.head + 1}) {
    const std::string bytes = get(target);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) CHECK(read(bytes, cut) == "414");
  }
}

TEST_CASE("a first line without end gets 414 before it is over") {
  CHECK(read("GET /" + std::string(120, 'a'), 10) == "414");
}

TEST_CASE("a head may fill its limit; one byte more gets 431") {
  const auto get = [](std::size_t head) {
    const std::string rest = "GET / HTTP/1.1\r\nA: \r\n\r\n";
    return "GET / HTTP/1.1\r\nA: " + std::string(head - rest.size(), 'a') + "\r\n\r\n";
  };
  const std::string largest = get(bounds.head);
  for (std::size_t cut = 0; cut <= largest.size(); ++cut) CHECK(read(largest, cut).starts_with("GET / 1 A=a"));
  for (const std::size_t head : {bounds.head + 1, bounds.head + 2, bounds.head + 500}) {
    const std::string bytes = get(head);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) CHECK(read(bytes, cut) == "431");
  }
}

TEST_CASE("a head may have as many fields as allowed; one more gets 431") {
  const auto get = [](std::size_t fields) {
    std::string bytes = "GET / HTTP/1.1\r\n";
    for (std::size_t count = 0; count < fields; ++count) bytes += "A: b\r\n";
    return bytes + "\r\n";
  };
  const std::string most = get(bounds.fields);
  const std::string more = get(bounds.fields + 1);
  for (std::size_t cut = 0; cut <= most.size(); ++cut) CHECK(read(most, cut) == "GET / 1 A=b A=b A=b A=b A=b A=b;");
  for (std::size_t cut = 0; cut <= more.size(); ++cut) CHECK(read(more, cut) == "431");
}

TEST_CASE("bytes that come one by one give what they give together") {
  for (const auto& [bytes, expected] : with_bodies) {
    CAPTURE(bytes);
    reader in;
    for (const char& c : bytes) in.take({&c, 1});
    CHECK(in.seen() == expected);
  }
}

TEST_CASE("a whole head is read where it lies") {
  request_parser parser(bounds);
  std::vector<http::field> fields;
  const std::string bytes = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  REQUIRE(parser.take_head(bytes, fields).complete);
  CHECK(parser.head().target.data() == bytes.data() + 4);
  CHECK(parser.head().fields[0].value.data() == bytes.data() + 23);
}

}  // namespace
}  // namespace synfin::http1
