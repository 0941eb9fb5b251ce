#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "client/load/asking/request_cursor.hpp"
#include "client/load/http2/session.hpp"
#include "tests/client/load/checking/expectations.hpp"
#include "tests/client/load/http2/far_end.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::load::http2 {
namespace {

using namespace std::chrono_literals;
using ::synfin::test::far_end;
using synfin::test::temp_site;
using test::expecting;

constexpr steady::time_point start{1h};

request_plan framed_plan(const std::vector<std::string>& paths, const std::string& body = {}) {
  config::load_settings settings;
  settings.http = config::http_choice::http2;
  settings.body = body;
  for (const auto& path : paths) settings.wanted.emplace_back().url = "http://a" + path;
  auto plan = request_plan::make(settings);
  if (!plan) throw std::logic_error(plan.error());
  return *std::move(plan);
}

std::string drain(session& talk) {
  std::string out;
  for (auto bytes = talk.output(); !bytes.empty(); bytes = talk.output()) {
    out += bytes;
    talk.sent(bytes.size());
  }
  return out;
}

struct seen_outcome {
  outcome::kind what;
  std::string why;
};

std::vector<seen_outcome> read(session& talk, std::string_view bytes, std::size_t cut) {
  std::vector<seen_outcome> seen;
  for (const std::string_view part : {bytes.substr(0, cut), bytes.substr(cut)}) {
    if (part.empty()) continue;
    CHECK(talk.receive(part, start).problem == error::none);
    for (const outcome& each : talk.ended()) seen.push_back({each.what, std::string(each.why)});
  }
  return seen;
}

TEST_CASE("http2 validation: each stream's answer is held against its own file, wherever the bytes are cut") {
  const temp_site site;
  site.write("a", std::string(300, 'x'));
  site.write("b", std::string(200, 'x') + "y");
  config::expectation_settings what;
  what.root = site.root();
  what.headers = {{"Content-Length", ""}};
  const std::vector<std::string> paths{"/a", "/b", "/a"};
  const request_plan plan = framed_plan(paths);
  const expected_answer expected = expecting(what, paths);

  std::string answers;
  const auto ask_all = [&](session& talk) {
    for (const auto& each : plan.targets()[0].requests) talk.submit(each, false, start, start);
    return drain(talk);
  };
  {
    session talk(3, &expected);
    far_end peer;
    peer.hear(ask_all(talk));
    peer.interim(3, "103");
    peer.answer(5, "200", 300);
    peer.answer(3, "200", 201, "201");
    peer.answer(1, "200", 300, "300");
    answers = peer.say();
  }
  for (std::size_t cut = 0; cut <= answers.size(); ++cut) {
    CAPTURE(cut);
    session talk(3, &expected);
    ask_all(talk);
    const auto seen = read(talk, answers, cut);
    REQUIRE(seen.size() == 3);
    std::string words;
    int good = 0;
    for (const auto& each : seen) {
      if (each.what == outcome::kind::answered) ++good;
      if (each.what == outcome::kind::invalid) words += each.why + "\n";
    }
    CHECK(good == 1);
    // Words are made for the first invalid answer of a session.
    CHECK((words.starts_with("GET /a: no field Content-Length\n") ||
           words.starts_with("GET /b: the body differs from " + site.root() + "/b at offset 200\n")));
    CHECK(talk.reusable());
  }
}

TEST_CASE("http2 validation: a place that is used again starts anew") {
  config::expectation_settings what;
  what.length = 10;
  const request_plan plan = framed_plan({"/"});
  const expected_answer expected = expecting(what);
  session talk(1, &expected);
  far_end peer;
  std::int32_t stream = 1;
  for (const std::size_t length : {std::size_t{10}, std::size_t{9}, std::size_t{10}, std::size_t{0}}) {
    talk.submit(plan.targets()[0].requests[0], false, start, start);
    peer.hear(drain(talk));
    peer.answer(stream, "200", length);
    stream += 2;
    const auto seen = read(talk, peer.say(), 0);
    REQUIRE(seen.size() == 1);
    CHECK((seen[0].what == outcome::kind::answered) == (length == 10));
  }
}

TEST_CASE("http2 session: a request that does not stay is copied when it is taken up, its body too") {
  const request_plan plan = framed_plan({"/{counter}"}, std::string(40'000, 'b') + "{counter}");
  request_cursor cursor(plan.targets()[0], 0, 1);
  session talk(3);
  far_end peer;
  for (int i = 0; i < 3; ++i) talk.submit(cursor.next(), false, start, start);
  for (bool said = true; said;) {
    const std::string ours = drain(talk);
    peer.hear(ours);
    const std::string theirs = peer.say();
    read(talk, theirs, 0);
    said = !ours.empty() || !theirs.empty();
  }
  for (int i = 1; i <= 3; ++i) {
    const auto& request = peer.requests[2 * i - 1];
    CHECK(request.fields.at(":path") == "/" + std::to_string(i));
    CHECK(request.body == std::string(40'000, 'b') + std::to_string(i));
  }
}

}  // namespace
}  // namespace synfin::load::http2
