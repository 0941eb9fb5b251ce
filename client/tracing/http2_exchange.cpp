#include "client/tracing/http2_exchange.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "client/load/http2/session.hpp"
#include "common/error.hpp"
#include "common/net/socket_options.hpp"
#include "synfin_version.hpp"

namespace synfin::tracing {
namespace {

using config::close_kind;

/// One connection's requests, asked by the load generator's own session.
class asking {
 public:
  explicit asking(conversation& with) : with_(with), session_(with.settings.streams) {
    request_.fields = {{":method", "GET"},
                       {":scheme", with.url.secure ? "https" : "http"},
                       {":authority", with.url.authority},
                       {":path", with.url.target},
                       {"user-agent", fmt::format("synfin-client/{}", version)},
                       {"accept", "*/*"}};
  }

  std::string run() {
    while (ended_ < with_.settings.requests && !over_ && problem_.empty()) {
      if (pauses() && !pause()) break;
      ask();
      if (write() && session_.in_flight() != 0) read();
    }
    if (problem_.empty() && !over_) say_goodbye();
    return std::move(problem_);
  }

 private:
  bool pauses() const noexcept {
    return asked_ != 0 && asked_ < with_.settings.requests && session_.in_flight() == 0 &&
           with_.settings.idle > config::milliseconds(0);
  }

  /// False if the server has ended the connection meanwhile.
  bool pause() {
    if (!write()) return false;
    const auto until = std::min(with_.deadline, steady::now() + with_.settings.idle);
    while (with_.socket.await(until)) {
      if (!with_.audible()) continue;
      read();
      if (over_ || !problem_.empty() || !write()) return false;
    }
    return session_.reusable();
  }

  void ask() {
    while (asked_ < with_.settings.requests && session_.room() != 0) {
      const auto now = steady::now();
      session_.submit(request_, false, now, now);
      ++asked_;
    }
  }

  /// False if it cannot go on.
  bool write() {
    constexpr std::size_t one_record = 16 * 1024;  // so that what is in each is known
    for (;;) {
      const auto next = session_.output().substr(0, one_record);
      if (next.empty()) break;
      if (const auto wrong = with_.say(next)) return fail(with_.on.words_for(wrong));
      session_.sent(next.size());
    }
    collect();
    return problem_.empty();
  }

  void read() {
    std::array<char, 64 * 1024> buffer{};
    const auto got = with_.hear(buffer);
    if (!got) {
      fail(with_.on.words_for(got.error()));
    } else if (*got == 0) {
      over_ = true;
      if (session_.in_flight() != 0) fail(make_error_code(error::closed_early).message());
    } else if (const auto read = session_.receive({buffer.data(), *got}, steady::now()); read.problem != error::none) {
      fail(make_error_code(read.problem).message());
    }
    collect();
  }

  void collect() {
    for (const load::outcome& each : session_.ended()) {
      ++ended_;
      if (each.what != load::outcome::kind::answered) fail(fmt::format("a request was not answered: {}", each.why));
    }
    if (!session_.reusable() && session_.in_flight() == 0) over_ = true;
  }

  /// It leaves with our FIN: a server that takes GOAWAY for the end is not first then.
  void say_goodbye() {
    if (with_.settings.close == close_kind::rst) return;
    net::set_cork(with_.socket.raw());
    session_.finish();
    write();
  }

  bool fail(std::string why) {
    if (problem_.empty()) problem_ = std::move(why);
    return false;
  }

  conversation& with_;
  load::http2::session session_;
  load::prepared_request request_;
  std::size_t asked_ = 0;
  std::size_t ended_ = 0;
  bool over_ = false;  // nothing more can be asked
  std::string problem_;
};

}  // namespace

std::string converse_by_http2(conversation& with) { return asking(with).run(); }

}  // namespace synfin::tracing
