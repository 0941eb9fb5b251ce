#include "common/tls/channel.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include <openssl/err.h>

#include "common/error.hpp"

namespace synfin::tls {

/// What lies under the records: the socket, and what is still to be written to it. Owned by the BIO.
struct channel::wire {
  int socket = -1;
  passage* through = nullptr;  // in place of the socket
  int os_error = 0;            // of the last read that failed
  bool ended = false;          // the peer's FIN has come
  bool drained = false;        // this read has taken less than it had room for
  std::size_t barren = 0;      // bytes that this read has taken and that were no data yet
  std::string out;             // records that wait; lent while there are any
  std::size_t sent = 0;

  ssize_t receive(char* into, std::size_t room) const noexcept {
    return through != nullptr ? through->receive({into, room}) : ::recv(socket, into, room, 0);
  }
  ssize_t send(std::string_view bytes) const noexcept {
    return through != nullptr ? through->send(bytes) : ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
};

namespace {

using std::errc;

/// The most that one read takes from the socket without finding data in it. Key updates and the like are answered
/// inside OpenSSL, which would go on for as long as a peer sends them, and keep what it answers.
constexpr std::size_t most_barren = std::size_t{64} * 1024;

/// Records that wait for a peer which does not take them: no more is read from it.
constexpr std::size_t most_unsent = std::size_t{256} * 1024;

std::error_code would_block() noexcept { return make_error_code(errc::operation_would_block); }

/// One buffer for records a thread: a connection has it for as long as the kernel needs to take them, mostly one call.
std::string& spare_buffer() {
  thread_local std::string spare;
  return spare;
}

void give_back(std::string&& buffer) noexcept {
  constexpr std::size_t most_kept = std::size_t{128} * 1024;
  std::string mine = std::move(buffer);
  std::string& spare = spare_buffer();
  if (mine.capacity() > most_kept || mine.capacity() <= spare.capacity()) return;
  mine.clear();
  spare = std::move(mine);
}

/// "certificate verify failed"; OpenSSL's own words for the oldest error in its queue.
std::string reason() {
  const unsigned long code = ERR_peek_error();
  if (code == 0) return "no reason given";
  const char* words = ERR_reason_error_string(code);
  return words != nullptr ? words : "OpenSSL error " + std::to_string(code);
}

}  // namespace

/// The BIO's functions, which OpenSSL calls; none of them throws.
struct wire_bio {
  using wire = channel::wire;

  static wire& of(BIO* bio) noexcept { return *static_cast<wire*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* into, std::size_t room, std::size_t* count) noexcept {
    wire& below = of(bio);
    BIO_clear_retry_flags(bio);
    const ssize_t got = below.receive(into, room);
    if (got > 0) {
      *count = static_cast<std::size_t>(got);
      below.drained = *count < room;
      below.barren += *count;
      if (below.barren <= most_barren) return 1;
      *count = 0;
      below.os_error = EPROTO;
      return -1;
    }
    *count = 0;
    if (got == 0) {
      below.ended = true;
      return 0;
    }
    if (errno == EAGAIN || errno == EINTR) {
      BIO_set_retry_read(bio);
    } else {
      below.os_error = errno;
    }
    return -1;
  }

  // Kernel TLS would come in here and in `control` (BIO_CTRL_SET_KTLS): records would then leave by send(2) and
  // sendfile(2) as plain bytes. It stays out until there is a machine to test it on.
  static int write(BIO* bio, const char* bytes, std::size_t length, std::size_t* count) noexcept {
    wire& below = of(bio);
    try {
      if (below.out.capacity() == below.out.size() && below.out.empty()) below.out = std::exchange(spare_buffer(), {});
      below.out.append(bytes, length);
    } catch (const std::bad_alloc&) {
      below.os_error = ENOMEM;
      return -1;
    }
    *count = length;
    return 1;
  }

  static long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) noexcept {
    switch (command) {
      case BIO_CTRL_EOF: return of(bio).ended ? 1 : 0;
      case BIO_CTRL_FLUSH: return 1;  // the channel does, when OpenSSL has returned
      default: return 0;
    }
  }

  static int destroy(BIO* bio) noexcept {
    delete static_cast<wire*>(BIO_get_data(bio));
    BIO_set_data(bio, nullptr);
    return 1;
  }

  static const BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      BIO_METHOD* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
      if (fresh == nullptr) throw std::bad_alloc();
      BIO_meth_set_read_ex(fresh, read);
      BIO_meth_set_write_ex(fresh, write);
      BIO_meth_set_ctrl(fresh, control);
      BIO_meth_set_destroy(fresh, destroy);
      return fresh;
    }();
    return made;
  }
};

channel::channel(SSL_CTX& context, int socket, role side) : ssl_(SSL_new(&context)) {
  if (!ssl_) throw std::bad_alloc();
  bio_handle bio(BIO_new(wire_bio::method()));
  if (!bio) throw std::bad_alloc();
  wire_ = new wire{
      .socket = socket, .through = nullptr, .os_error = 0, .ended = false, .drained = false, .out = {}, .sent = 0};
  BIO_set_data(bio.get(), wire_);
  BIO_set_init(bio.get(), 1);
  SSL_set_bio(ssl_.get(), bio.get(), bio.get());
  [[maybe_unused]] const BIO* const given = bio.release();  // the connection's now
  if (side == role::server) {
    SSL_set_accept_state(ssl_.get());
  } else {
    SSL_set_connect_state(ssl_.get());
  }
}

void channel::pass_through(passage& instead) noexcept { wire_->through = &instead; }

std::error_code channel::handshake() {
  if (unsent()) {
    if (const auto waiting = flush()) return waiting;
  }
  wire_->barren = 0;  // per call: a handshake's own messages are bounded by OpenSSL, chains of certificates included
  ERR_clear_error();
  const int outcome = SSL_do_handshake(ssl_.get());
  std::error_code problem = outcome == 1 ? std::error_code{} : failed(outcome);
  if (outcome != 1 && !problem) {
    why_ = "the peer said close_notify in the middle of the handshake";
    problem = error::tls;
  }
  const std::error_code written = flush();
  if (problem && problem != errc::operation_would_block) return problem;
  return written ? written : problem;
}

channel::result channel::read(std::span<char> into) {
  if (wire_->out.size() - wire_->sent > most_unsent) return std::unexpected(would_block());
  wire_->barren = 0;
  wire_->drained = false;
  ERR_clear_error();
  std::size_t count = 0;
  const int outcome = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
  starved_ = false;
  if (outcome == 1) return count;
  const std::error_code problem = failed(outcome);
  starved_ = problem == errc::operation_would_block;
  if (problem == errc::protocol_error) {
    why_ = "records without end that carry no data";
    return std::unexpected(make_error_code(error::tls));
  }
  // An answer to a key update, or an alert: it leaves at once or with the next records.
  [[maybe_unused]] const std::error_code waiting = flush();
  if (!problem) return std::size_t{0};
  return std::unexpected(problem);
}

channel::result channel::write(std::string_view bytes) {
  if (unsent()) {
    if (const auto waiting = flush()) return std::unexpected(waiting);
  }
  ERR_clear_error();
  std::size_t count = 0;
  const int outcome = SSL_write_ex(ssl_.get(), bytes.data(), std::min(bytes.size(), most_a_write), &count);
  if (outcome != 1) {
    const std::error_code problem = failed(outcome);
    return std::unexpected(problem ? problem : make_error_code(errc::broken_pipe));
  }
  const std::error_code written = flush();
  if (written && written != errc::operation_would_block) return std::unexpected(written);
  return count;
}

std::error_code channel::flush() {
  wire& below = *wire_;
  while (below.sent < below.out.size()) {
    const ssize_t count = below.send(std::string_view(below.out).substr(below.sent));
    if (count < 0) {
      if (errno == EINTR) continue;
      return {errno, std::system_category()};
    }
    below.sent += static_cast<std::size_t>(count);
  }
  if (!below.out.empty()) {
    give_back(std::exchange(below.out, {}));
    below.sent = 0;
  }
  return {};
}

bool channel::unsent() const noexcept { return wire_->sent < wire_->out.size(); }

bool channel::buffered() const noexcept { return !starved_ && SSL_has_pending(ssl_.get()) == 1; }

bool channel::drained() const noexcept { return wire_->drained; }

void channel::close_notify() {
  // After a failure OpenSSL must not be asked: its alert has said more.
  if (!why_.empty() || SSL_in_init(ssl_.get()) != 0) return;
  if ((SSL_get_shutdown(ssl_.get()) & SSL_SENT_SHUTDOWN) != 0) return;  // again, it would read instead
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  [[maybe_unused]] const std::error_code lost = flush();
}

/// What OpenSSL's last call meant; no error is the peer's close_notify.
std::error_code channel::failed(int code) {
  switch (SSL_get_error(ssl_.get(), code)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: return would_block();
    case SSL_ERROR_ZERO_RETURN: return {};
    case SSL_ERROR_SYSCALL:
      if (wire_->os_error != 0) {
        const std::error_code below{wire_->os_error, std::system_category()};
        why_ = below.message();
        return below;
      }
      break;
    default: break;
  }
  if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    why_ = "the connection ended without close_notify";
    return error::tls_truncated;
  }
  why_ = reason();
  return error::tls;
}

}  // namespace synfin::tls
