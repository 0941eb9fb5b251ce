#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "client/load/http2/session.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;
using load::outcome;
using load::http2::session;

namespace {

constexpr steady::time_point start{std::chrono::hours{1}};
constexpr std::size_t most_requests = 64;

load::prepared_request prepared(const std::string& method, const std::string& body) {
  load::prepared_request made;
  made.bytes = body;
  made.body_size = body.size();
  made.fields = {{":method", method}, {":scheme", "https"}, {":authority", "a"}, {":path", "/"}};
  return made;
}

/// A client that asks whenever there is room, and keeps books of what becomes of its requests.
class asker {
 public:
  asker(std::size_t streams, bool with_bodies) : talk_(streams), with_bodies_(with_bodies) { ask(); }

  void take(std::string_view bytes) {
    while (!bytes.empty() && !over_) {
      const auto step = talk_.receive(bytes, start);
      require(step.consumed <= bytes.size() && (step.consumed != 0 || step.problem != error::none));
      count();
      over_ = step.problem != error::none;
      bytes.remove_prefix(step.consumed);
      if (!over_) ask();
    }
  }

  void give_up_one() {
    if (talk_.abandon(true)) ++ended_;
    if (!over_) ask();
  }

  /// Every request has ended once, or is in flight and can be given up.
  void end() {
    talk_.receive_end(start);
    count();
    while (talk_.abandon(true)) ++ended_;
    require(talk_.in_flight() == 0 && ended_ == asked_);
    talk_.finish();
    drain();
  }

 private:
  void ask() {
    static const load::prepared_request plain = prepared("GET", {});
    static const load::prepared_request full = prepared("POST", std::string(3000, 'b'));
    while (talk_.room() != 0 && asked_ < most_requests) {
      const std::size_t before = talk_.in_flight();
      talk_.submit(with_bodies_ ? full : plain, false, start, start);
      require(talk_.in_flight() == before + 1 && talk_.oldest() == start);
      ++asked_;
    }
    drain();
  }

  void drain() {
    for (auto bytes = talk_.output(); !bytes.empty(); bytes = talk_.output()) talk_.sent(bytes.size());
    count();
  }

  void count() {
    for (const outcome& each : talk_.ended()) {
      ++ended_;
      require(each.what != outcome::kind::answered || (each.answer.status >= 200 && each.answer.status <= 999));
      require(each.answer.sent == start);
    }
    require(ended_ + talk_.in_flight() == asked_);
  }

  session talk_;
  bool with_bodies_;
  std::size_t asked_ = 0;
  std::size_t ended_ = 0;
  bool over_ = false;
};

}  // namespace

/// Whatever a server says, no request is lost or counted twice. The first byte says how many streams there are, the
/// second where to cut and, in its lowest bit, whether the requests have bodies.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t streams = data[0] % 8 + 1;
  const bool with_bodies = (data[1] & 1) != 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 2, size - 2};
  const std::size_t cut = bytes.size() * data[1] / 256;
  asker halves(streams, with_bodies);
  halves.take(bytes.substr(0, cut));
  halves.give_up_one();
  halves.take(bytes.substr(cut));
  halves.end();
  asker single(streams, with_bodies);
  for (const char& c : bytes) single.take({&c, 1});
  single.end();
  return 0;
}
