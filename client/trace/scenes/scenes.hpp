#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/speech/speech.hpp"
#include "client/trace/words/language.hpp"

namespace synfin::trace {

/// A line of the drawing: one segment, or a run of them that says little one by one.
struct arrow {
  wall::time_point time;  ///< of the first
  wall::time_point end;   ///< of the last
  grade sure = grade::exact;
  side from = side::client;
  std::string words;                     ///< what it is: flags, numbers, or the application's own words
  tcp_state client = tcp_state::closed;  ///< after it
  tcp_state server = tcp_state::listen;
  std::size_t first_step = 0;  ///< its segments among the flow's steps: from this one
  std::size_t end_step = 0;    ///< to before this one
  std::string lanes;           ///< HTTP/2's streams beside it; empty where there are none
  bool arrives = true;         ///< false where the link, which was of our own making, lost it
};

/// Arrows under a heading.
struct scene {
  std::string heading;
  std::vector<arrow> arrows;
};

struct telling {
  bool unfold = false;               ///< each segment on a line of its own
  language in = language::english;   ///< of the headings
  std::size_t columns = most_words;  ///< that words should keep to
};

/// Tells a connection in scenes: its set-up, TLS's handshake, each exchange of a request and its answer, its close.
std::vector<scene> scenes_of(const flow& whole, const telling& how);

}  // namespace synfin::trace
