#include "server/tls_greeting.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <string>

#include <openssl/err.h>
#include <asio/post.hpp>

#include "common/error.hpp"
#include "common/log.hpp"

namespace synfin::server {
namespace {

/// To a browser that was sent to the right port by the wrong scheme. A fresh socket's buffer takes so little whole.
const std::string& speak_tls() {
  static const std::string whole = [] {
    const std::string text = "This port speaks HTTPS, and the request was plain HTTP: ask for https:// instead.\n";
    return "HTTP/1.1 400 Bad Request\r\nServer: synfin\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " +
           std::to_string(text.size()) + "\r\nConnection: close\r\n\r\n" + text;
  }();
  return whole;
}

bool plain_http(const std::error_code& problem) noexcept {
  return problem == error::tls && ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
}

}  // namespace

net::awaitable<> handshake_gate::enter() {
  while (entered_ >= most_a_turn) co_await asio::post(executor_, net::awaiting);
  ++entered_;
  if (closing_) co_return;
  closing_ = true;
  // Behind all that is ready now: when it runs, everybody has had a turn.
  asio::post(executor_, [this] {
    entered_ = 0;
    closing_ = false;
  });
}

net::awaitable<bool> tls_greeting::run() {
  services_.deadlines.set(*this, services_.timeouts.head);
  since_ = services_.deadlines.now();
  while (!over_) {
    co_await gate_.enter();
    if (over_) break;
    const std::error_code problem = stream_.channel().handshake();
    if (!problem) co_return true;
    if (problem != std::errc::operation_would_block) {
      problem_ = problem;
      services_.count.tls_failed.add();
      const bool says_http = plain_http(problem);
      log::verbose("TLS handshake failed: " + stream_.channel().why());
      if (says_http) ::send(stream_.socket().native_handle(), speak_tls().data(), speak_tls().size(), MSG_NOSIGNAL);
      co_await linger();
      break;
    }
    if (stream_.channel().unsent()) {
      co_await stream_.writable();
    } else {
      co_await stream_.readable();
    }
  }
  co_return false;
}

/// Reads away what the peer still sends, so that no RST takes the alert from it, or the words for one without TLS.
net::awaitable<> tls_greeting::linger() {
  const int socket = stream_.socket().native_handle();
  // Where no FIN can be sent any more the connection was reset, and it may be the alert's send that was told of it.
  if (::shutdown(socket, SHUT_WR) != 0) note_broken(errno);
  services_.deadlines.set(*this, services_.timeouts.linger);
  while (!over_) {
    const ssize_t got = ::recv(socket, services_.scratch.data(), services_.scratch.size(), 0);
    if (got == 0) co_return;
    if (got < 0 && errno != EAGAIN && errno != EINTR) co_return note_broken(errno);
    co_await stream_.readable();
  }
}

/// The first such error is the one that says why.
void tls_greeting::note_broken(int os_error) noexcept {
  if (problem_.category() != std::system_category()) problem_ = {os_error, std::system_category()};
}

void tls_greeting::passed() {
  if (!problem_) services_.count.deadline_head.add();
  evict();
}

/// A stop waits for handshakes that have begun: a request follows. A peer that has said nothing has none.
void tls_greeting::end_if_idle() {
  if (SSL_in_before(&stream_.channel().raw()) != 0) evict();
}

void tls_greeting::evict() {
  over_ = true;
  stream_.cancel();
}

void tls_greeting::cut() {
  over_ = true;
  stream_.reset_on_close();
  stream_.cancel();
}

}  // namespace synfin::server
