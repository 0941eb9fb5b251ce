#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace synfin::server {

/// What is to be written next: `bytes`, then a part of a file. Both belong to the session and stay until `sent`,
/// `receive` or `go_on`.
struct output {
  std::string_view bytes;
  int file = -1;             ///< descriptor; -1 if there is no file part
  std::uint64_t offset = 0;  ///< where in the file
  std::uint64_t length = 0;  ///< how much of it
  bool more = false;         ///< more is pending behind it, and could leave in the same segment

  /// The rest cannot be sent: what it was to be made of has changed. Only the end of the connection can say so (RFC
  /// 9112 §8).
  bool cut = false;

  bool empty() const noexcept { return bytes.empty() && length == 0 && !cut; }
};

/// What a session is waiting for while it has nothing to write; each has a time limit of its own.
enum class awaited : std::uint8_t {
  head,
  next_request,
  body,
  window,  ///< for the peer to take more of what it has asked for, where the version has it say how much it takes
  work     ///< for something that is being found out elsewhere, and not for the peer at all
};

/// What is waited for, and since which exchange: a deadline starts anew whenever this value changes, and only then.
struct patience {
  awaited what = awaited::head;
  std::uint64_t exchange = 0;

  bool operator==(const patience&) const = default;
};

/// A protocol version on a byte stream: bytes in, bytes or slices of files out. It never touches a socket, a clock or a
/// thread.
///
/// The caller writes all of `pending()` before it hands in more bytes: a slow reader stops the parser. Only a session
/// that says `takes_more()` is handed some in between.
class session {
 public:
  session() = default;
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  virtual ~session() = default;

  /// Takes bytes that the peer sent. They are read or copied before it returns.
  virtual void receive(std::string_view bytes) = 0;

  /// The peer will send nothing more (its FIN); what it asked for so far is still answered.
  virtual void receive_end() = 0;

  /// What to write next; empty while the session waits for the peer.
  virtual output pending() const noexcept = 0;

  /// `count` bytes of what is pending have left; a session that stopped parsing may go on now.
  virtual void sent(std::uint64_t count) = 0;

  /// Nothing will be pending any more once what is has left: close the connection then.
  virtual bool finished() const noexcept = 0;

  /// May the peer still be sending? Then its bytes must be read away after our FIN, or the kernel's RST could take the
  /// last answer from it (RFC 9112 §9.6).
  virtual bool lingers() const noexcept = 0;

  /// May bytes be handed in while something is pending? For a version in which they can change what is sent next; it
  /// bounds itself what they may ask for.
  virtual bool takes_more() const noexcept { return false; }

  virtual patience waiting() const noexcept = 0;

  /// The deadline of what is awaited has passed: says so to the peer if it was in the middle of a request, and
  /// finishes.
  virtual void expire() = 0;

  /// What was being found out elsewhere may be known now: answers what waited for it.
  virtual void go_on() {}

  /// The server is about to stop: tells the peer, where the version has words for it, to send no new requests. Those
  /// that come nevertheless are answered.
  virtual void announce_end() {}

  /// Finishes if nothing of a request has come in and nothing is pending: the server is stopping.
  virtual void end_if_idle() = 0;

  /// Is this no version yet, but what finds out which it is?
  virtual bool undecided() const noexcept { return false; }

  /// The session of the version that was found, with what has come in so far; it takes this one's place at once. Null
  /// while there is nothing to take it.
  virtual std::unique_ptr<session> successor() { return nullptr; }
};

}  // namespace synfin::server
