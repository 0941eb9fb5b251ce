#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/http1/session.hpp"
#include "tests/fuzz/room.hpp"
#include "tests/support/answer.hpp"
#include "tests/support/drain.hpp"

using namespace synfin;
using fuzz::require;
using fuzz::room;

namespace {

room& here() {
  static room made(5000);
  return made;
}

struct outcome {
  std::string said;
  std::vector<std::string> told;  // of the exchanges
  bool finished = false;
  bool operator==(const outcome&) const = default;
};

/// Hands `bytes` over in two parts, takes all that is said `step` bytes at a time, and then ends it.
outcome talk_through(std::string_view bytes, std::size_t cut, std::uint64_t step) {
  here().listener.lines.clear();
  outcome what;
  {
    server::http1::session talk(here().services, {.peer = "peer", .subject = {}});
    for (const std::string_view part : {bytes.substr(0, cut), bytes.substr(cut)}) {
      talk.receive(part);
      require(talk.pending().bytes.size() < std::size_t{80} * 1024);
      what.said += test::drain(talk, step);
      require(talk.pending().empty());
    }
    what.finished = talk.finished();
    talk.expire();
    what.said += test::drain(talk, step);
    require(talk.finished());
    talk.receive("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    require(talk.pending().empty());
  }
  what.told = here().listener.lines;
  return what;
}

/// All that was said is whole answers, as many as were told of, interim ones left out.
void check_answers(const outcome& what) {
  std::string_view rest = what.said;
  std::size_t final_ones = 0;
  for (const std::string& line : what.told) {
    require(!line.ends_with(" cut"));
    const auto body =
        line.starts_with("HEAD ") || line.contains(" 304 ") ? test::body_is::absent : test::body_is::present;
    auto next = test::take_answer(rest, body);
    while (next && next->status == 100) next = test::take_answer(rest, body);
    if (!next) std::abort();
    require(line.contains(" " + std::to_string(next->status) + " "));
    ++final_ones;
  }
  require(rest.empty() || rest == "HTTP/1.1 100 Continue\r\n\r\n");
  require(final_ones == what.told.size());
}

}  // namespace

/// A conversation's answers are whole, and depend neither on where the bytes are cut nor on how the answers leave. The
/// first two bytes say where to cut and how much leaves at a time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 2, size - 2};
  const outcome whole = talk_through(bytes, bytes.size(), ~std::uint64_t{0});
  check_answers(whole);
  const outcome split = talk_through(bytes, bytes.size() * data[0] / 256, std::uint64_t{data[1]} * 16 + 1);
  require(whole == split);
  return 0;
}
