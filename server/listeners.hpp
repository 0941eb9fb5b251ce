#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/descriptor.hpp"

namespace synfin::server {

/// One of them.
struct listening_socket {
  descriptor socket;
  bool secure = false;  ///< for TLS
};

/// All listening sockets of a server, dealt out to its workers.
struct listeners {
  std::vector<std::vector<listening_socket>> shares;  ///< one share a worker
  std::vector<std::string> places;                    ///< as URLs: `http://127.0.0.1:8080`, `unix:/run/synfin.sock`
  std::uint16_t https_port = 0;                       ///< of the first listener for TLS by TCP; 0 = there is none
  std::vector<std::string> socket_files;              ///< unix sockets that were made
};

/// Listens on every address of `plain` and `secure` (`[ADDR:]PORT`, `unix:/path`), with a socket of its own for each of
/// `workers`; they share a unix socket. A port 0 becomes one real port, the same for all. Throws std::runtime_error
/// with a message for people, which names the ways out where a port needs a right.
listeners open_listeners(const std::vector<std::string>& plain, const std::vector<std::string>& secure,
                         std::size_t workers);

}  // namespace synfin::server
