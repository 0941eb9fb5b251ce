#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "common/tls/handles.hpp"
#include "common/tls/passage.hpp"

namespace synfin::tls {

/// TLS on a connected, non-blocking socket (RFC 8446, RFC 5246). OpenSSL reads from the descriptor itself; the records
/// that it writes are gathered, so that several leave by one send(2). Nothing here waits: the owner does, for
/// readiness.
///
/// Idle, it holds neither an input nor an output buffer. One thread at a time; movable.
class channel {
 public:
  /// Bytes moved, or why none were; std::errc::operation_would_block means: wait.
  using result = std::expected<std::size_t, std::error_code>;

  enum class role : std::uint8_t { client, server };

  /// The most plain bytes that one write() takes: four full records.
  static constexpr std::size_t most_a_write = std::size_t{64} * 1024;

  /// Speaks on `socket`, which stays the caller's and outlives the channel. Throws std::bad_alloc.
  channel(SSL_CTX& context, int socket, role side);

  /// Moves its bytes by `instead` from here on, which outlives it.
  void pass_through(passage& instead) noexcept;

  /// Goes on with the handshake as far as the bytes at hand allow. No error: it is done, and all of ours has been
  /// written. operation_would_block: wait for room to write if unsent(), else for bytes. Any other error is final;
  /// why() explains it, and an alert has been sent as far as the kernel took it.
  std::error_code handshake();

  /// Reads what is there. 0 bytes: the peer said close_notify. error::tls_truncated: it sent FIN without one, so that
  /// the stream may have been cut by anybody (RFC 8446 §6.1). A peer that only makes us work (key updates) is given up
  /// with error::tls.
  result read(std::span<char> into);

  /// Encrypts and sends up to most_a_write of `bytes`. What is counted as moved is out of the caller's hands, though
  /// the kernel may not have taken all of its records yet: see unsent(). operation_would_block: it has not taken the
  /// records of an earlier write.
  result write(std::string_view bytes);

  /// Sends records that wait; operation_would_block while the kernel has no room for them.
  std::error_code flush();

  /// Do records wait for room?
  bool unsent() const noexcept;

  /// Has the socket been read further than read() has given out? Then its readiness tells nothing: read() again.
  bool buffered() const noexcept;

  /// Has the last read() emptied the socket? What it read left room; without a read of the socket it is not known.
  bool drained() const noexcept;

  /// Says close_notify (RFC 8446 §6.1); the FIN is the owner's. What the kernel does not take at once is lost.
  void close_notify();

  /// Why the handshake or a read failed, in words; empty if nothing did.
  const std::string& why() const noexcept { return why_; }

  /// The connection as OpenSSL knows it, for what is asked about it: protocol, names, certificates.
  SSL& raw() const noexcept { return *ssl_; }

 private:
  struct wire;
  friend struct wire_bio;  // what OpenSSL calls to reach it

  std::error_code failed(int code);

  connection_handle ssl_;  // owns the BIO, which owns wire_
  wire* wire_;
  bool starved_ = false;  // the last read found no whole record: only the socket can help
  std::string why_;
};

}  // namespace synfin::tls
