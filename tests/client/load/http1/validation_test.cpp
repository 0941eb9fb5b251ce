#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "client/load/http1/session.hpp"
#include "tests/client/load/checking/expectations.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::load::http1 {
namespace {

using namespace std::chrono_literals;
using synfin::test::temp_site;
using test::expecting;
using test::plan_for;

constexpr steady::time_point start{1h};

struct seen_outcome {
  outcome::kind what;
  std::string why;
};

void feed(session& talk, std::string_view bytes, std::vector<seen_outcome>& seen) {
  while (!bytes.empty()) {
    const auto step = talk.receive(bytes, start);
    if (step.problem != error::none) throw std::logic_error(make_error_code(step.problem).message());
    for (const outcome& each : talk.ended()) seen.push_back({each.what, std::string(each.why)});
    bytes.remove_prefix(step.consumed);
  }
}

/// Takes bytes in two pieces cut at `cut`, and lists what ended.
std::vector<seen_outcome> read(session& talk, std::string_view bytes, std::size_t cut) {
  std::vector<seen_outcome> seen;
  feed(talk, bytes.substr(0, cut), seen);
  feed(talk, bytes.substr(cut), seen);
  return seen;
}

TEST_CASE("http1 validation: each pipelined answer is held against its own file, wherever the bytes are cut") {
  const temp_site site;
  site.write("a", "first");
  site.write("b", "second file");
  config::expectation_settings what;
  what.root = site.root();
  what.headers = {{"X-K", "yes"}};
  const std::vector<std::string> paths{"/a", "/b", "/a"};
  const request_plan plan = plan_for(paths);
  const expected_answer expected = expecting(what, paths);
  const auto& requests = plan.targets()[0].requests;
  const std::string answers =
      "HTTP/1.1 103 Early\r\nX-K: no\r\n\r\nHTTP/1.1 200 OK\r\nX-K: yes\r\nContent-Length: 5\r\n\r\nfirst"
      "HTTP/1.1 200 OK\r\nx-k:  yes \r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;x=y\r\nsec\r\n4\r\nond \r\n4\r\nfile\r\n0\r\nX-K: no\r\n\r\n"
      "HTTP/1.1 200 OK\r\nX-K: yes\r\nContent-Length: 5\r\n\r\nfIrst";
  for (std::size_t cut = 0; cut <= answers.size(); ++cut) {
    CAPTURE(cut);
    session talk(3, &expected);
    for (const auto& each : requests) talk.submit(each, false, start, start);
    talk.sent(talk.output().size());
    const auto seen = read(talk, answers, cut);
    REQUIRE(seen.size() == 3);
    CHECK(seen[0].what == outcome::kind::answered);
    CHECK(seen[1].what == outcome::kind::answered);
    CHECK(seen[2].what == outcome::kind::invalid);
    CHECK(seen[2].why == "GET /a: the body differs from " + site.root() + "/a at offset 1");
    CHECK(talk.reusable());
  }
}

TEST_CASE("http1 validation: a body that ends with the stream is judged then") {
  config::expectation_settings what;
  what.length = 4;
  const request_plan plan = plan_for({"/"});
  const expected_answer expected = expecting(what);
  for (const std::string_view body : {"1234", "12345"}) {
    session talk(1, &expected);
    talk.submit(plan.targets()[0].requests[0], false, start, start);
    CHECK(read(talk, "HTTP/1.0 200 OK\r\n\r\n" + std::string(body), 3).empty());
    CHECK(talk.receive_end(start).problem == error::none);
    const auto ended = talk.ended();
    REQUIRE(ended.size() == 1);
    CHECK((ended[0].what == outcome::kind::answered) == (body.size() == 4));
  }
}

TEST_CASE("http1 validation: an invalid answer keeps its figures, and the connection goes on") {
  config::expectation_settings what;
  what.statuses = {"200"};
  const request_plan plan = plan_for({"/"});
  const expected_answer expected = expecting(what);
  session talk(1, &expected);
  for (const std::string_view status : {"500", "200", "501"}) {
    talk.submit(plan.targets()[0].requests[0], false, start, start);
    talk.sent(talk.output().size());
    const auto seen = read(talk, "HTTP/1.1 " + std::string(status) + " X\r\nContent-Length: 1\r\n\r\nx", 0);
    REQUIRE(seen.size() == 1);
    CHECK((seen[0].what == outcome::kind::answered) == (status == "200"));
    CHECK(talk.room() == 1);
  }
}

}  // namespace
}  // namespace synfin::load::http1
