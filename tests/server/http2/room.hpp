#pragma once

#include "server/http2/session.hpp"
#include "tests/server/http1/room.hpp"
#include "tests/support/http2_frames.hpp"
#include "tests/support/http2_peer.hpp"

namespace synfin::server::http2 {

using http1::room;

/// What a session answers to one request of a peer of its own.
inline test::http2_answer answer_to(room& here, std::string_view method, std::string_view target,
                                    const std::vector<test::http2_peer::field>& more = {},
                                    const std::string* body = nullptr) {
  session talk(here.services, {});
  test::http2_peer peer;
  const auto id = peer.ask(method, target, more, body);
  test::talk_on(talk, peer);
  return peer.answers[id];
}

}  // namespace synfin::server::http2
