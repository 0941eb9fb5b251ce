#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "client/trace/speech/speech.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::test {

/// A connection that was captured from its start: what both sides say, a step each.
class dialogue {
 public:
  dialogue() { whole_.from_the_start = true; }

  dialogue& client(std::string_view text) { return say(trace::side::client, text, text.size()); }
  dialogue& server(std::string_view text) { return say(trace::side::server, text, text.size()); }

  /// So many bytes, of which the first few were captured.
  dialogue& say(trace::side from, std::string_view captured, std::size_t size) {
    trace::step made;
    made.from = from;
    made.seen.acks = true;
    made.seen.time = captured_at;
    made.seen.size = static_cast<std::uint32_t>(size);
    made.seen.payload = captured;
    made.seq = static_cast<std::int64_t>(next(from));
    next(from) += size;
    whole_.steps.push_back(std::move(made));
    return *this;
  }

  /// Bytes that were never captured.
  dialogue& lose(trace::side from, std::size_t size) {
    next(from) += size;
    return *this;
  }

  trace::flow& whole() noexcept { return whole_; }
  std::uint64_t& next(trace::side from) noexcept { return next_[static_cast<std::size_t>(from)]; }

  /// The words of its steps.
  std::vector<std::string> words(std::size_t columns = 200) const {
    std::vector<std::string> all;
    for (const trace::told& each : trace::hear(whole_, columns).steps) all.push_back(each.words);
    return all;
  }

  /// All messages, one side after the other.
  std::vector<std::string> messages() const {
    std::vector<std::string> all;
    const auto heard = trace::hear(whole_);
    for (const trace::side who : {trace::side::client, trace::side::server}) {
      for (std::size_t i = 0; i < heard.steps.size(); ++i) {
        if (whole_.steps[i].from != who) continue;
        for (const trace::message& each : heard.steps[i].messages) {
          all.push_back(std::string(who == trace::side::client ? "> " : "< ") + (each.sealed ? "inside: " : "") +
                        each.words);
        }
      }
    }
    return all;
  }

 private:
  trace::flow whole_;
  std::array<std::uint64_t, 2> next_{1, 1};
};

/// The same messages, with one side's bytes cut in two anywhere.
inline void check_cuts_of(trace::side cut_side, std::string_view whole, std::string_view other_whole,
                          const std::vector<std::string>& wanted) {
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    CAPTURE(cut);
    dialogue talk;
    talk.say(cut_side, whole.substr(0, cut), cut).say(cut_side, whole.substr(cut), whole.size() - cut);
    talk.say(trace::other(cut_side), other_whole, other_whole.size());
    CHECK(talk.messages() == wanted);
  }
}

/// Whatever the cuts, each side's or all of them, the same messages.
inline void check_cuts(std::string_view client, std::string_view server, const std::vector<std::string>& wanted) {
  check_cuts_of(trace::side::client, client, server, wanted);
  check_cuts_of(trace::side::server, server, client, wanted);
  dialogue crumbs;
  for (const char& each : server) crumbs.server({&each, 1});
  for (const char& each : client) crumbs.client({&each, 1});
  CHECK(crumbs.messages() == wanted);
}

}  // namespace synfin::test
