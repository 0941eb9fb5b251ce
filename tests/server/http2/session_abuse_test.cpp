// What a peer may not do without end: each ends the connection with ENHANCE_YOUR_CALM and one counter.

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/server/http2/room.hpp"

namespace synfin::server::http2 {
namespace {

using namespace test::h2;

/// The id of the nth request.
std::uint32_t nth(int count) { return static_cast<std::uint32_t>(count) * 2 + 1; }

std::string request(std::uint32_t id, std::uint8_t flags = end_headers | end_stream) {
  return frame(headers, flags, id, get_root);
}

struct flood {
  std::string_view name;
  counter counters::* ended;
  int tolerated;                          // this often is fine
  std::string start;                      // behind the greeting
  std::function<std::string(int)> again;  // the nth time
};

/// A literal field without indexing: `x: ` and 100 bytes.
std::string long_field() { return std::string("\x00\x01x\x64", 4) + std::string(100, 'v'); }

/// A field that has been put into the dynamic table once, as one byte: 4 KiB in the end from one.
std::string bomb() {
  const std::string value(100, 'v');
  std::string block(get_root);
  block.append("\x40\x01x\x64", 4).append(value);
  return block.append(std::string(100, '\xbe'));
}

const flood floods[] = {
    {"rapid reset", &counters::h2_resets, 250, "",
     [](int count) {
       return request(nth(count), end_headers) + frame(rst_stream, none, nth(count), number32(NGHTTP2_CANCEL));
     }},
    {"rapid reset of whole requests", &counters::h2_resets, 250, "",
     [](int count) { return request(nth(count)) + frame(rst_stream, none, nth(count), number32(NGHTTP2_CANCEL)); }},
    {"made-you-reset by windows that overflow", &counters::h2_forced_resets, 100, "",
     [](int count) {
       return request(nth(count), end_headers) + frame(window_update, none, nth(count), number32(0x7fffffff));
     }},
    {"made-you-reset by requests that are none", &counters::h2_forced_resets, 100, "",
     [](int count) { return frame(headers, end_headers | end_stream, nth(count), "\x82"); }},
    {"made-you-reset by a body that is not as long as it was said to be", &counters::h2_forced_resets, 100, "",
     [](int count) {
       return frame(headers, end_headers, nth(count),
                    std::string(get_root) + std::string("\x0f\x0d\x01"
                                                        "1",
                                                        4)) +
              frame(data, end_stream, nth(count), "22");
     }},
    {"streams that were not allowed", &counters::h2_forced_resets, 100, "",
     [](int count) { return request(nth(count), end_headers); }},
    {"settings", &counters::h2_settings, 20, "", [](int) { return frame(settings, none, 0); }},
    {"pings", &counters::h2_pings, 100, "", [](int) { return frame(ping, none, 0, "12345678"); }},
    {"data by the byte", &counters::h2_empty_data, 90, request(1, end_headers),
     [](int) { return frame(data, none, 1, "x"); }},
    {"empty data", &counters::h2_empty_data, 90, request(1, end_headers), [](int) { return frame(data, none, 1); }},
    {"padding alone", &counters::h2_empty_data, 90, request(1, end_headers),
     [](int) { return frame(data, padded, 1, "\x64" + std::string(100, '\0')); }},
    {"data that nobody waits for", &counters::h2_empty_data, 90, request(1),
     [](int) { return frame(data, none, 1, "x"); }},
    {"window updates", &counters::h2_window_updates, 900, "",
     [](int) { return frame(window_update, none, 0, number32(1)); }},
    {"priorities of RFC 7540", &counters::h2_priorities, 250, "",
     [](int) { return frame(test::h2::priority, none, 1, number32(0) + "w"); }},
    {"priority updates", &counters::h2_priorities, 250, "",
     [](int) { return frame(priority_update, none, 0, number32(1) + "u=1"); }},
    {"frames of unknown types", &counters::h2_other_frames, 90, "", [](int) { return frame(0x77, none, 0, "x"); }},
};

/// The code of the GOAWAY in `said`; nullopt if there is none.
std::optional<std::uint32_t> goaway_code(std::string_view said) {
  for (const auto& each : frames_in(said)) {
    if (each.what == goaway) return each.number_at(4);
  }
  return std::nullopt;
}

std::uint64_t all_ends(const counters& count) {
  std::uint64_t sum = 0;
  for (const named_counter& each : counter_names) {
    if (each.words.starts_with("HTTP/2")) sum += (count.*each.which).value();
  }
  return sum;
}

/// Feeds the flood one step at a time until the session has had enough; how often that was.
int endured(session& talk, const flood& what, std::string& said) {
  constexpr int too_many = 20'000;
  talk.receive(greeting() + what.start);
  said = test::drain(talk);
  int count = 0;
  while (!talk.finished() && count < too_many) {
    talk.receive(what.again(count++));
    said += test::drain(talk);
  }
  return count;
}

TEST_CASE("a flood ends its connection with ENHANCE_YOUR_CALM, and is counted by its name") {
  for (const flood& what : floods) {
    CAPTURE(what.name);
    room here;
    session talk(here.services, {});
    std::string said;
    const int count = endured(talk, what, said);
    CHECK(count > what.tolerated);
    CHECK(count < 1100);
    CHECK(goaway_code(said) == NGHTTP2_ENHANCE_YOUR_CALM);
    CHECK((here.count.*what.ended).value() == 1);
    CHECK(all_ends(here.count) == 1);
    CHECK(talk.lingers());
    talk.receive(what.again(count));
    CHECK(talk.pending().empty());
    // Another connection does not notice.
    CHECK(answer_to(here, "GET", "/a.txt").status == 200);
  }
}

TEST_CASE("a flood in one piece is stopped where it has become one") {
  for (const flood& what : floods) {
    CAPTURE(what.name);
    room here;
    session talk(here.services, {});
    talk.receive(greeting() + what.start);
    test::drain(talk);
    std::string bytes;
    for (int count = 0; bytes.size() < std::size_t{60} * 1024; ++count) bytes += what.again(count);
    talk.receive(bytes);
    CHECK(talk.pending().bytes.size() < std::size_t{80} * 1024);
    CHECK(goaway_code(test::drain(talk)) == NGHTTP2_ENHANCE_YOUR_CALM);
    CHECK(talk.finished());
  }
}

TEST_CASE("the same, slowly, is nothing to be afraid of") {
  for (const flood& what : floods) {
    if (what.name == "streams that were not allowed") continue;  // at no speed
    CAPTURE(what.name);
    room here;
    session talk(here.services, {});
    talk.receive(greeting() + what.start);
    for (int count = 0; count < what.tolerated * 3; ++count) {
      here.services.now.steady_time += std::chrono::milliseconds{600};
      talk.receive(what.again(count));
      test::drain(talk);
      if (talk.finished()) break;
    }
    CHECK_FALSE(talk.finished());
    CHECK(all_ends(here.count) == 0);
  }
}

TEST_CASE("CONTINUATION without end is stopped") {
  for (const std::string& part : {std::string(), std::string("\x00\x01x\x01y", 5)}) {
    room here;
    session talk(here.services, {});
    talk.receive(greeting() + frame(headers, end_stream, 1, get_root));
    CHECK(talk.waiting().what == awaited::head);
    std::string said;
    for (int count = 0; count < 200 && !talk.finished(); ++count) {
      talk.receive(frame(continuation, none, 1, part));
      said += test::drain(talk);
    }
    CHECK(goaway_code(said) == NGHTTP2_ENHANCE_YOUR_CALM);
    CHECK(here.count.h2_continuations.value() + here.count.h2_heads.value() == 1);
    CHECK(talk.finished());
  }
}

TEST_CASE("CONTINUATION is paid for even where each head is whole") {
  room here;
  session talk(here.services, {});
  talk.receive(greeting());
  int count = 0;
  for (; count < 500 && !talk.finished(); ++count) {
    talk.receive(frame(headers, end_stream, nth(count), get_root) + frame(continuation, none, nth(count)) +
                 frame(continuation, end_headers, nth(count)));
    test::drain(talk);
  }
  CHECK(count > 20);
  CHECK(talk.finished());
  CHECK(here.count.h2_continuations.value() == 1);
}

TEST_CASE("a header block far beyond the limit is not decompressed to its end") {
  room here;
  for (const bool compressed : {true, false}) {
    CAPTURE(compressed);
    session talk(here.services, {});
    std::string block = compressed ? bomb() : std::string(get_root);
    while (!compressed && block.size() < 10'000) block += long_field();
    talk.receive(greeting() + frame(headers, end_headers | end_stream, 1, block));
    CHECK(goaway_code(test::drain(talk)) == NGHTTP2_ENHANCE_YOUR_CALM);
    CHECK(talk.finished());
  }
  CHECK(here.count.h2_heads.value() == 2);
  CHECK(all_ends(here.count) == 2);
}

TEST_CASE("trailers are held to the same limit as heads") {
  room here;
  session talk(here.services, {});
  std::string block;
  while (block.size() < 10'000) block += long_field();
  talk.receive(greeting() + request(1, end_headers) + frame(headers, end_headers | end_stream, 1, block));
  CHECK(goaway_code(test::drain(talk)) == NGHTTP2_ENHANCE_YOUR_CALM);
  CHECK(here.count.h2_heads.value() == 1);
}

TEST_CASE("windows may be opened often by whoever is sent much") {
  room here;
  here.folder.write("huge.bin", std::string(4'000'000, 'h'));
  session talk(here.services, {});
  test::http2_peer peer(1000, false);
  const auto id = peer.get("/huge.bin");
  test::talk_on(talk, peer);
  for (int count = 0; count < 3000; ++count) {
    peer.give_window(id, 1000);
    peer.give_window(0, 1000);
    test::talk_on(talk, peer);
  }
  CHECK(peer.answers[id].body.size() == 3'001'000);
  CHECK(all_ends(here.count) == 0);
}

TEST_CASE("a peer that gives no window for too long is told to calm down, with all that it has asked for") {
  room here;
  session talk(here.services, {});
  test::http2_peer peer(0, false);
  for (int count = 0; count < 20; ++count) peer.get("/large.bin");
  test::talk_on(talk, peer);
  CHECK(talk.waiting().what == awaited::window);
  talk.expire();
  test::talk_on(talk, peer);
  REQUIRE(peer.goaways.size() == 1);
  CHECK(peer.goaways.front().code == NGHTTP2_ENHANCE_YOUR_CALM);
  CHECK(talk.finished());
  CHECK(here.count.h2_stalls.value() == 1);
}

TEST_CASE("whoever breaks the protocol is told so") {
  const std::string broken[] = {
      frame(data, none, 0, "x"),
      frame(settings, none, 1),
      frame(headers, end_headers, 2, get_root),
      frame(headers, end_headers, 1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
      frame(headers, none, 1, get_root) + frame(ping, none, 0, "12345678"),
      frame(window_update, none, 0, number32(0x7fffffff)),
      frame(ping, none, 0, "123"),
  };
  room here;
  for (const std::string& bytes : broken) {
    CAPTURE(bytes);
    session talk(here.services, {});
    talk.receive(greeting() + bytes);
    const auto code = goaway_code(test::drain(talk));
    REQUIRE(code);
    CHECK(code != NGHTTP2_NO_ERROR);
    CHECK(talk.finished());
  }
  CHECK(here.count.h2_errors.value() == std::size(broken));
}

TEST_CASE("what is no HTTP/2 at all ends the connection") {
  room here;
  session talk(here.services, {});
  talk.receive("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(goaway_code(test::drain(talk)) == NGHTTP2_PROTOCOL_ERROR);
  CHECK(talk.finished());
}

}  // namespace
}  // namespace synfin::server::http2
