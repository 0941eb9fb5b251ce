#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/load/http2/session.hpp"
#include "tests/client/load/http2/far_end.hpp"

namespace synfin::load::http2::test {

using synfin::test::far_end;

inline constexpr steady::time_point start{std::chrono::hours(1)};

inline prepared_request request_for(const std::string& path, const std::string& body = {}) {
  prepared_request made;
  made.bytes = "HTTP/1.1's head" + body;
  made.body_size = body.size();
  made.fields = {{":method", body.empty() ? "GET" : "POST"}, {":scheme", "http"}, {":authority", "a"}, {":path", path}};
  return made;
}

/// Writes all that a session has to say.
inline std::string drain(session& talk) {
  std::string out;
  for (auto bytes = talk.output(); !bytes.empty(); bytes = talk.output()) {
    out += bytes;
    talk.sent(bytes.size());
  }
  return out;
}

struct reading {
  std::vector<outcome> ended;
  error problem = error::none;
};

inline void feed(session& talk, std::string_view bytes, steady::time_point now, reading& seen) {
  while (!bytes.empty() && seen.problem == error::none) {
    const auto step = talk.receive(bytes, now);
    seen.problem = step.problem;
    for (const outcome& each : talk.ended()) seen.ended.push_back(each);
    bytes.remove_prefix(step.consumed);
  }
}

/// Carries words between the two until neither has any.
inline reading converse(session& talk, far_end& peer, steady::time_point now = start) {
  reading seen;
  for (bool said = true; said;) {
    const std::string ours = drain(talk);
    peer.hear(ours);
    const std::string theirs = peer.say();
    feed(talk, theirs, now, seen);
    said = !ours.empty() || !theirs.empty();
  }
  return seen;
}

}  // namespace synfin::load::http2::test
