#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/descriptor.hpp"

namespace synfin::server {

/// All listening sockets of a server, dealt out to its workers.
struct listeners {
  std::vector<std::vector<descriptor>> shares;  ///< one share a worker
  std::vector<std::string> places;              ///< as URLs: `http://127.0.0.1:8080`, `unix:/run/synfin.sock`
  std::vector<std::string> socket_files;        ///< unix sockets that were made
};

/// Listens on every address of `texts` (`[ADDR:]PORT`, `unix:/path`), with a socket of its own for each of `workers`;
/// they share a unix socket. A port 0 becomes one real port, the same for all. Throws std::runtime_error with a message
/// for people, which names the ways out where a port needs a right.
listeners open_listeners(const std::vector<std::string>& texts, std::size_t workers);

}  // namespace synfin::server
