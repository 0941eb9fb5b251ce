#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "client/load/asking/prepared_request.hpp"
#include "client/result/exchange.hpp"
#include "common/clock.hpp"
#include "common/error.hpp"

namespace synfin::load {

/// How the peer brought one request to its end.
struct outcome {
  enum class kind : std::uint8_t {
    answered,
    reset,       ///< the peer took back its word: RST_STREAM (RFC 9113 §6.4)
    malformed,   ///< its answer was not HTTP, and the connection can go on
    given_back,  ///< the peer says that it did nothing with it: it may be asked again (RFC 9113 §8.7)
    invalid,     ///< answered to the end, but not with what was expected
  };
  kind what = kind::answered;
  exchange answer;       ///< of one that was not answered: only when it was due and sent
  std::string_view why;  ///< of one that was not answered, in the protocol's words; lives as long as the session
};

/// One protocol version on a byte stream, as the client speaks it: requests in, bytes out, bytes in, outcomes out.
/// Touches no socket, no clock and no thread; the connection that owns it does.
class session {
 public:
  session() = default;
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  virtual ~session() = default;

  /// How many more requests may be taken up now: what we allow less what is in flight, as far as the peer allows it
  /// too.
  virtual std::size_t room() const noexcept = 0;

  /// Takes a request up; needs room. It stays where it is until the session has ended, unless it is a passing one,
  /// which is copied. `last`: none follows, and the peer is to close. `due`: when the schedule wanted it sent; `now`
  /// where there is none.
  virtual void submit(const prepared_request& request, bool last, steady::time_point due, steady::time_point now) = 0;

  /// What is to be written next, empty if nothing; valid until the next call of anything else than output().
  virtual std::string_view output() = 0;

  /// The first `count` bytes of output() were written.
  virtual void sent(std::size_t count) noexcept = 0;

  struct progress {
    std::size_t consumed = 0;
    error problem = error::none;  ///< the connection cannot go on
  };
  /// Takes bytes, maybe not all: call again with the rest when ended() was asked.
  virtual progress receive(std::string_view bytes, steady::time_point now) = 0;

  /// The peer has ended the stream, which may complete the answer under way.
  virtual progress receive_end(steady::time_point now) = 0;

  /// What has ended since it was last asked, in order; valid until the next call of anything. Requests end in
  /// receive(), receive_end() and output().
  virtual std::span<const outcome> ended() noexcept = 0;

  /// Requests taken up and not yet ended, sent or not.
  virtual std::size_t in_flight() const noexcept = 0;

  /// When the oldest of them was sent. Needs one in flight.
  virtual steady::time_point oldest() const noexcept = 0;

  /// May another request follow, now or later?
  virtual bool reusable() const noexcept = 0;

  /// Has the peer announced that it will close?
  virtual bool peer_closes() const noexcept = 0;

  struct lost_request {
    steady::time_point due;
    steady::time_point sent;
    bool written;  ///< at least its first byte
  };
  /// Gives up the oldest request in flight; nullopt when there is none. `late`: it was waited for too long, which the
  /// peer may have caused by not letting it be written. Where the protocol can, the peer is told, and
  /// the others go on.
  virtual std::optional<lost_request> abandon(bool late) = 0;

  /// Says goodbye in output(), where the protocol has a word for it. Needs none in flight.
  virtual void finish() = 0;
};

}  // namespace synfin::load
