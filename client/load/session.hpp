#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "client/load/exchange.hpp"
#include "common/clock.hpp"
#include "common/error.hpp"

namespace synfin::load {

/// One protocol version on a byte stream, as the client speaks it: requests in, bytes out, bytes in, exchanges out.
/// Touches no socket, no clock and no thread; the connection that owns it does.
class session {
 public:
  session() = default;
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  virtual ~session() = default;

  /// Takes a request up. Its bytes stay where they are until the session has ended.
  virtual void submit(std::string_view request, steady::time_point now) = 0;

  /// What is to be written next, empty if nothing; valid until the next submit() or sent().
  virtual std::string_view output() const noexcept = 0;

  /// The first `count` bytes of output() were written.
  virtual void sent(std::size_t count) noexcept = 0;

  struct progress {
    std::size_t consumed = 0;
    std::optional<exchange> finished;
    error problem = error::none;  ///< the connection cannot go on
  };
  /// Takes bytes up to the end of one answer at most; call again with the rest.
  virtual progress receive(std::string_view bytes, steady::time_point now) = 0;

  /// The peer has ended the stream, which may complete the answer under way.
  virtual progress receive_end(steady::time_point now) = 0;

  /// Requests taken up and not yet answered, sent or not.
  virtual std::size_t in_flight() const noexcept = 0;

  /// When the oldest of them was sent. Needs one in flight.
  virtual steady::time_point oldest() const noexcept = 0;

  /// May another request follow, or has the peer announced that it will close?
  virtual bool reusable() const noexcept = 0;

  struct lost_request {
    steady::time_point sent;
    bool written;  ///< at least its first byte
  };
  /// Gives up the oldest request in flight; nullopt when there is none.
  virtual std::optional<lost_request> abandon() noexcept = 0;
};

}  // namespace synfin::load
