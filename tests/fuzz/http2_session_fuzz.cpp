#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/http2/session.hpp"
#include "tests/fuzz/room.hpp"
#include "tests/support/drain.hpp"
#include "tests/support/http2_frames.hpp"

using namespace synfin;
using fuzz::require;
using fuzz::room;

namespace {

room& here() {
  static room made(100'000);
  return made;
}

/// All that is said is whole frames: DATA only for streams that have a head, and not behind its end; what is told of
/// the exchanges is what was sent.
struct reader {
  std::string bytes;
  std::array<int, 1000> state{};  // of the first streams: 0 nothing, 1 a head, 2 over
  std::uint64_t body_bytes = 0;

  void check() {
    std::size_t size = 0;
    for (const auto& each : test::h2::frames_in(bytes)) {
      size += 9 + each.payload.size();
      require(each.payload.size() <= 16384);
      if (each.what == test::h2::data) body_bytes += each.payload.size();
      if (each.stream < state.size()) follow(state[each.stream], each);
    }
    require(size == bytes.size());
  }

  static void follow(int& at, const test::h2::seen_frame& frame) {
    if (frame.what == test::h2::headers) require(at < 2);
    if (frame.what == test::h2::data) require(at == 1);
    if (frame.what == test::h2::headers) at = 1;
    if (frame.what == test::h2::rst_stream) at = 2;
    const bool ends = frame.what == test::h2::headers || frame.what == test::h2::data;
    if (ends && (frame.flags & test::h2::end_stream) != 0) at = 2;
  }
};

std::uint64_t told_bytes() {
  std::uint64_t sum = 0;
  for (const std::string& line : here().listener.lines) {
    const bool cut = line.ends_with(" cut");
    const std::string whole = line.substr(0, line.size() - (cut ? 4 : 0));
    sum += std::stoull(whole.substr(whole.rfind(' ') + 1));
  }
  return sum;
}

/// Hands `bytes` over in two parts, takes what is said `step` bytes at a time, and ends it in one of three ways.
void talk_through(std::string_view bytes, std::size_t cut, std::uint64_t step, unsigned end) {
  here().listener.lines.clear();
  reader said;
  {
    server::http2::session talk(here().services, {.peer = "peer", .subject = {}});
    for (const std::string_view part : {bytes.substr(0, cut), bytes.substr(cut)}) {
      talk.receive(part);
      require(talk.pending().bytes.size() < std::size_t{128} * 1024);
      said.bytes += test::drain(talk, step);
    }
    if (end == 0) talk.announce_end();
    if (end == 1) talk.end_if_idle();
    if (end == 2) talk.receive_end();
    said.bytes += test::drain(talk, step);
    // Each time something else may be awaited, a body first of all.
    for (int count = 0; count < 20 && !talk.finished(); ++count) {
      talk.expire();
      said.bytes += test::drain(talk, step);
    }
    require(talk.finished());
    talk.receive(test::h2::frame(test::h2::ping, test::h2::none, 0, "12345678"));
    require(talk.pending().empty());
  }
  said.check();
  require(said.body_bytes == told_bytes());
}

}  // namespace

/// Any bytes behind a client's greeting end in whole frames and honest books, wherever they are cut. The first three
/// bytes say where that is, how much leaves at a time, and how it ends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::string bytes = test::h2::greeting().append(reinterpret_cast<const char*>(data) + 3, size - 3);
  talk_through(bytes, bytes.size() * data[0] / 256, std::uint64_t{data[1]} * 256 + 1, data[2] % 4U);
  return 0;
}
