#pragma once

#include <cstddef>
#include <expected>
#include <system_error>
#include <vector>

#include "common/descriptor.hpp"
#include "common/net/address.hpp"

namespace synfin::net {

/// How several sockets may share one address.
enum class sharing : bool {
  alone,  ///< the address must be free: the check that another program does not listen there
  group   ///< SO_REUSEPORT: one socket a worker, the kernel deals connections out (socket(7))
};

/// A non-blocking, close-on-exec socket bound to `where` and listening with the system's largest backlog. v6 sockets
/// take v6 only. What is accepted sends small segments at once (TCP_NODELAY). A stale unix socket file, on which nobody
/// listens, is replaced.
std::expected<descriptor, std::error_code> listen_on(const address& where, sharing how);

/// Lets handshakes under way finish but drops every new SYN, so that the accept queue can be emptied for good before
/// the socket is closed: the peer's SYN is repeated and meets either the next listener or a clean refusal. TCP only.
/// Sockets accepted from then on need release_accepted().
void refuse_new_handshakes(int listener) noexcept;

/// Lets a socket live that was accepted after refuse_new_handshakes(): it may have inherited the means. What was
/// dropped meanwhile, its peer's kernel sends again.
void release_accepted(int socket) noexcept;

/// Keeps the headers of each SYN for saved_syn(), from the next one on (TCP_SAVE_SYN, linux/tcp.h). TCP only.
void save_syns(int listener) noexcept;

/// The SYN that an accepted socket began with, from its IP header to its last TCP option; empty where the listener
/// saved none. The kernel forgets it then.
std::vector<std::byte> saved_syn(int socket);

/// accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC; an error of EAGAIN means that the queue is empty.
std::expected<descriptor, std::error_code> accept_from(int listener, address& peer) noexcept;

}  // namespace synfin::net
