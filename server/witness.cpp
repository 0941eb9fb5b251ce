#include "server/witness.hpp"

#include <sys/socket.h>

#include "common/net/arrival.hpp"
#include "common/net/listener.hpp"
#include "server/trace_book.hpp"

namespace synfin::server {
namespace {

trace::story begun(int socket, const net::address& peer, const trace_book& book) {
  trace::story made;
  made.client = peer.text();
  made.server = net::local_address(socket).text();
  made.boot = book.boot();
  made.syn = trace::read_saved_syn(net::saved_syn(socket));
  return made;
}

net::tcp_reading figures_of(int socket) noexcept { return net::read_tcp(socket).value_or(net::tcp_reading{}); }

/// What the program has not been told of.
std::error_code pending_error(int socket) noexcept {
  int code = 0;
  socklen_t length = sizeof code;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length);
  return {code, std::system_category()};
}

}  // namespace

witness::witness(int socket, const net::address& peer, trace_book& into)
    : socket_(socket), book_(into), recorder_(begun(socket, peer, into), wall::now(), figures_of(socket)) {
  net::stamp_arrivals(socket);
}

witness::~witness() {
  made_.after = wall::now();
  if (closing_) recorder_.closed(made_);
  book_.add(recorder_.take());
}

std::error_code witness::before_reading() {
  before();
  const auto found = net::next_arrival(socket_);
  if (!found) return found.error();
  came_ = *found;
  before();
  return {};
}

void witness::after(const std::error_code& problem) {
  made_.after = wall::now();
  recorder_.look(made_, std::exchange(came_, std::nullopt), figures_of(socket_), problem);
}

void witness::before_close() {
  before();
  made_.after = made_.before;
  const net::tcp_reading now = figures_of(socket_);
  recorder_.prepare_close(made_, now, pending_error(socket_), resets_);
  closing_ = true;
  before();
}

}  // namespace synfin::server
